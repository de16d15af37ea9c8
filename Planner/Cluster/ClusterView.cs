using Shepherd.Core.HandOver;
using Shepherd.Core.Herd;
using Shepherd.Planner.Plans;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Cluster;

/// <summary>
/// What the control topics say of workers and the running plan. Thread-safe: the followers write, the planning loop reads. Before
/// <see cref="CaughtUp"/> records are history: a worker seen only there holds its partitions for one TTL and is offered nothing.
/// </summary>
internal sealed class ClusterView(TimeSpan workerTtl, TimeProvider clock)
{
    private const long NsPerTick = 100;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Seen> _workers = new(StringComparer.Ordinal);
    private readonly WorkerSilence _silence = new(workerTtl.Ticks * NsPerTick);
    private readonly OwnerHistory _history = new();
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

    /// <summary>Somebody was silent for longer than the TTL, by what was read: <see cref="TakeLost"/> may find it lost.</summary>
    public bool IsAnybodySilent
    {
        get
        {
            lock (_lock)
                return _silence.NextNs <= NowNs;
        }
    }

    /// <summary>Greatest term that a worker says it follows; 0 before any.</summary>
    public long TermFollowed
    {
        get
        {
            lock (_lock)
                return _workers.Values.Max(w => w.Heartbeat?.Epoch.Term) ?? 0;
        }
    }

    /// <summary>Now, as <see cref="TakeLost"/> takes it; nanoseconds.</summary>
    public long NowNs => clock.GetElapsedTime(0).Ticks * NsPerTick;

    public void OnHeartbeat(WorkerHeartbeat heartbeat)
    {
        lock (_lock)
        {
            var last = _workers.GetValueOrDefault(heartbeat.Worker)?.Heartbeat;
            if (heartbeat.State != WorkerState.Stopped)
            {
                _workers[heartbeat.Worker] = new Seen(heartbeat, Live: _caughtUp);
                _silence.Hear(heartbeat.Worker, NowNs);
            }
            else if (last is null || heartbeat.SentAt >= last.SentAt)
            {
                // A goodbye read a second time, after the log was cut back, is not one of the process that beats now.
                _workers.Remove(heartbeat.Worker);
                _silence.Forget(heartbeat.Worker);
            }
        }
    }

    /// <summary>A plan that counts, each once, in the order of the log.</summary>
    public void OnPlan(PlanRecord plan)
    {
        lock (_lock)
        {
            if (_plan is not null && plan.Epoch <= _plan.Epoch)
                return;
            _plan = plan;
            _history.Follow(ToEpoch(plan.Epoch), PlanStep.ToOwners(plan.Assignments));
            foreach (var assignment in plan.Assignments)
            {
                _workers.TryAdd(assignment.Worker, new Seen(null, Live: false));
                _silence.Expect(assignment.Worker, NowNs);
            }
        }
    }

    /// <summary>From here on records are news. Silent workers have one TTL from now to show up.</summary>
    public void CaughtUp()
    {
        lock (_lock)
        {
            _caughtUp = true;
            foreach (var name in _workers.Keys)
                _silence.Hear(name, NowNs);
        }
    }

    /// <summary>Forgets those who were silent for longer than the TTL, and names them.</summary>
    /// <param name="askedNs">When the end of the heartbeats was asked for, by <see cref="NowNs"/>; they are read up to it since.</param>
    public IReadOnlyList<string> TakeLost(long askedNs)
    {
        lock (_lock)
        {
            var lost = _silence.TakeLost(askedNs);
            foreach (var worker in lost)
                _workers.Remove(worker);
            return lost;
        }
    }

    /// <summary>The hand-over towards a target, from what is known now.</summary>
    /// <param name="target">Who is to own what; null: what is assigned stays.</param>
    /// <param name="mayTake">Whether a worker may be given a group in need; see <see cref="WorkerStatus.Spare"/>.</param>
    public HandOverStep NextStep(IReadOnlyDictionary<GroupPartition, string>? target, Func<string, string, bool> mayTake)
    {
        lock (_lock)
            return HandOverPlanner.Next(_history, target, _workers.Select(w => ToStatus(w.Key, w.Value, mayTake)));
    }

    /// <summary>The workers and what they hold.</summary>
    public ClusterSnapshot Snapshot()
    {
        lock (_lock)
        {
            var beats = _workers.Values.Where(w => w.Heartbeat is not null).Select(w => (Heartbeat: w.Heartbeat!, w.Live)).ToList();
            return new ClusterSnapshot(
                IsSettled: _workers.Values.All(w => w.Live),
                Offers: beats.Where(b => b.Live && b.Heartbeat.State == WorkerState.Ready)
                    .Select(b => new WorkerOffer(b.Heartbeat.Worker, b.Heartbeat.Groups) { ColdGroups = b.Heartbeat.ColdGroups, RefusedGroups = b.Heartbeat.RefusedGroups }).ToList(),
                Held: beats.SelectMany(b => b.Heartbeat.Owned.SelectMany(o => o.Partitions.Select(p => new Ownership(b.Heartbeat.Worker, o.Group, p)))).ToList(),
                Following: beats.Where(b => b.Live && b.Heartbeat.State != WorkerState.Starting).ToDictionary(b => b.Heartbeat.Worker, b => b.Heartbeat.Epoch, StringComparer.Ordinal))
            {
                Workers = beats.Where(b => b.Live && b.Heartbeat.State is (WorkerState.Ready or WorkerState.Draining)).Select(b => ToGroupable(b.Heartbeat)).ToList(),
                Addresses = beats.Where(b => b.Live).ToDictionary(b => b.Heartbeat.Worker, b => PeerAddress.Parse(b.Heartbeat.PeerAddress).Address, StringComparer.Ordinal),
                Heartbeats = beats.Where(b => b.Live).Select(b => b.Heartbeat).ToList(),
            };
        }
    }

    private static WorkerStatus ToStatus(string name, Seen seen, Func<string, string, bool> mayTake)
    {
        var beat = seen.Heartbeat;
        var life = !seen.Live ? WorkerLife.Unheard : beat!.State switch
        {
            WorkerState.Ready => WorkerLife.Ready,
            WorkerState.Draining => WorkerLife.Draining,
            _ => WorkerLife.Starting,
        };
        return new WorkerStatus(name, life, ToEpoch(beat?.Epoch ?? default))
        {
            Warm = (beat?.Groups ?? []).Concat(beat?.RefusedGroups ?? []).ToHashSet(StringComparer.Ordinal),
            Spare = (beat?.Groups ?? []).Where(g => mayTake(name, g)).ToHashSet(StringComparer.Ordinal),
            Owned = (beat?.Owned ?? []).SelectMany(o => o.Partitions.Select(p => new GroupPartition(o.Group, p))).ToHashSet(),
        };
    }

    private static PlanEpoch ToEpoch(Epoch epoch) => new(epoch.Term, epoch.Number);

    private static GroupableWorker ToGroupable(WorkerHeartbeat beat)
    {
        var peers = PeerAddress.Parse(beat.PeerAddress);
        return new GroupableWorker(beat.Worker, beat.Devices.Count, beat.Groups, peers.Address.Length > 0, beat.State == WorkerState.Draining, beat.Owned.Count > 0) { UsesTls = peers.IsTls };
    }

    /// <param name="Heartbeat">Newest; null when only the plan names the worker.</param>
    /// <param name="Live">Sent since the planner caught up.</param>
    private sealed record Seen(WorkerHeartbeat? Heartbeat, bool Live);
}
