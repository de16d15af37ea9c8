using Shepherd.Core.Herd;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Cluster;

/// <summary>
/// What the control topics say of workers and the running plan. Thread-safe: the followers write, the planning loop reads. Before
/// <see cref="CaughtUp"/> records are history: a worker seen only there holds its partitions for one TTL and is offered nothing.
/// </summary>
internal sealed class ClusterView(TimeSpan workerTtl, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Seen> _workers = new(StringComparer.Ordinal);
    private PlanRecord? _plan;
    private bool _caughtUp;

    public PlanRecord? Plan
    {
        get
        {
            lock (_lock)
                return _plan;
        }
    }

    public void OnHeartbeat(WorkerHeartbeat heartbeat)
    {
        lock (_lock)
        {
            if (heartbeat.State == WorkerState.Stopped)
                _workers.Remove(heartbeat.Worker);
            else
                _workers[heartbeat.Worker] = new Seen(heartbeat, clock.GetTimestamp(), Live: _caughtUp);
        }
    }

    public void OnPlan(PlanRecord plan)
    {
        lock (_lock)
        {
            if (_plan is null || plan.Epoch > _plan.Epoch)
                _plan = plan;
        }
    }

    /// <summary>From here on records are news. Silent workers have one TTL from now to show up.</summary>
    public void CaughtUp()
    {
        lock (_lock)
        {
            _caughtUp = true;
            var now = clock.GetTimestamp();
            foreach (var (name, seen) in _workers.ToList())
                _workers[name] = seen with { At = now };
            foreach (var assignment in _plan?.Assignments ?? [])
            {
                if (!_workers.ContainsKey(assignment.Worker))
                    _workers.Add(assignment.Worker, new Seen(null, now, Live: false));
            }
        }
    }

    /// <summary>The live workers and what they hold; forgets those silent for longer than the TTL.</summary>
    public ClusterSnapshot Snapshot()
    {
        lock (_lock)
        {
            var lost = _workers.Where(w => clock.GetElapsedTime(w.Value.At) > workerTtl).Select(w => w.Key).ToList();
            lost.ForEach(name => _workers.Remove(name));
            var beats = _workers.Values.Where(w => w.Heartbeat is not null).Select(w => (Heartbeat: w.Heartbeat!, w.Live)).ToList();
            return new ClusterSnapshot(
                IsSettled: _workers.Values.All(w => w.Live),
                Offers: beats.Where(b => b.Live && b.Heartbeat.State == WorkerState.Ready)
                    .Select(b => new WorkerOffer(b.Heartbeat.Worker, b.Heartbeat.Groups) { ColdGroups = b.Heartbeat.ColdGroups, RefusedGroups = b.Heartbeat.RefusedGroups }).ToList(),
                Held: beats.SelectMany(b => b.Heartbeat.Owned.SelectMany(o => o.Partitions.Select(p => new Ownership(b.Heartbeat.Worker, o.Group, p)))).ToList(),
                Following: beats.Where(b => b.Live && b.Heartbeat.State != WorkerState.Starting).ToDictionary(b => b.Heartbeat.Worker, b => b.Heartbeat.Epoch, StringComparer.Ordinal),
                Lost: lost)
            {
                Workers = beats.Where(b => b.Live && b.Heartbeat.State is (WorkerState.Ready or WorkerState.Draining)).Select(b => ToGroupable(b.Heartbeat)).ToList(),
                Addresses = beats.Where(b => b.Live).ToDictionary(b => b.Heartbeat.Worker, b => PeerAddress.Parse(b.Heartbeat.PeerAddress).Address, StringComparer.Ordinal),
                Heartbeats = beats.Where(b => b.Live).Select(b => b.Heartbeat).ToList(),
            };
        }
    }

    private static GroupableWorker ToGroupable(WorkerHeartbeat beat)
    {
        var peers = PeerAddress.Parse(beat.PeerAddress);
        return new GroupableWorker(beat.Worker, beat.Devices.Count, beat.Groups, peers.Address.Length > 0, beat.State == WorkerState.Draining, beat.Owned.Count > 0) { UsesTls = peers.IsTls };
    }

    /// <param name="Heartbeat">Newest; null when only the plan names the worker.</param>
    /// <param name="At">Monotonic timestamp.</param>
    /// <param name="Live">Sent since the planner caught up.</param>
    private sealed record Seen(WorkerHeartbeat? Heartbeat, long At, bool Live);
}

/// <summary>One consistent look at the cluster.</summary>
/// <param name="IsSettled">False while a worker known from history has neither shown up nor timed out.</param>
/// <param name="Offers">Workers that may own partitions.</param>
/// <param name="Held">Partitions that a worker consumes or drains.</param>
/// <param name="Following">The epoch that each live worker follows; one that still starts follows none and holds nothing, however long its models take.</param>
/// <param name="Lost">Workers that went silent since the last look.</param>
internal sealed record ClusterSnapshot(
    bool IsSettled,
    IReadOnlyList<WorkerOffer> Offers,
    IReadOnlyList<Ownership> Held,
    IReadOnlyDictionary<string, Epoch> Following,
    IReadOnlyList<string> Lost)
{
    /// <summary>Workers that may be in a serving group.</summary>
    public IReadOnlyList<GroupableWorker> Workers { get; init; } = [];

    /// <summary>Where each live worker takes batches of a lead; empty where it does not.</summary>
    public IReadOnlyDictionary<string, string> Addresses { get; init; } = new Dictionary<string, string>();

    /// <summary>Newest heartbeat of each live worker.</summary>
    public IReadOnlyList<WorkerHeartbeat> Heartbeats { get; init; } = [];

    /// <summary>Model groups that somebody offers, ordered.</summary>
    public IReadOnlyList<string> Groups { get; } = Offers.SelectMany(o => o.Groups.Concat(o.ColdGroups).Concat(o.RefusedGroups)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
}
