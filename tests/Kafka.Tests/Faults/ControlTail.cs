using Shepherd.Client.Control;
using Shepherd.Schemas.Control;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared;

namespace Shepherd.Kafka.Tests.Faults;

/// <summary>What the plan topic and the workers say, as it is written: tests act on what they see there, not on the clock.</summary>
internal sealed class ControlTail : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<PlanRecord> _plans = [];
    private readonly List<Wait> _waits = [];
    private readonly Dictionary<string, WorkerHeartbeat> _beats = new(StringComparer.Ordinal);
    private readonly PlanLog _log;
    private readonly TopicFollower _workers;

    public ControlTail(KafkaOptions kafka)
    {
        _log = new PlanLog(kafka, onChanged: view => Take(view.Plan));
        _workers = new TopicFollower(kafka, kafka.Topics.Workers, (_, value) => Hear(ControlCodec.Decode<WorkerHeartbeat>(value)));
    }

    /// <summary>Every plan that counted, oldest first.</summary>
    public IReadOnlyList<PlanRecord> Plans
    {
        get
        {
            lock (_lock)
                return [.. _plans];
        }
    }

    /// <summary>The plan in force.</summary>
    public PlanRecord Plan => _log.Plan ?? throw new InvalidOperationException("there is no plan yet");

    /// <summary>Who claimed last.</summary>
    public string Leader => _log.View.Claim?.Record.Planner ?? "";

    /// <summary>Waits for a plan that is read from now on.</summary>
    /// <param name="isWanted">Which.</param>
    /// <param name="what">For the message: what is waited for.</param>
    /// <param name="then">Done at once when it is read, before anything else is read.</param>
    public Task<PlanRecord> WhenPlanAsync(Func<PlanRecord, bool> isWanted, string what, Action<PlanRecord>? then = null)
    {
        var wait = new Wait(isWanted, then);
        lock (_lock)
            _waits.Add(wait);
        return WaitAsync(wait, what);
    }

    /// <summary>Newest heartbeat of a worker; null before the first.</summary>
    public WorkerHeartbeat? Beat(string worker)
    {
        lock (_lock)
            return _beats.GetValueOrDefault(worker);
    }

    /// <summary>Partitions of a group that a worker says it owns.</summary>
    public int Owned(string worker, string group) => Beat(worker)?.Owned.Where(o => o.Group == group).Sum(o => o.Partitions.Length) ?? 0;

    /// <summary>Waits until a worker says that it owns so many partitions of a group.</summary>
    public Task OwnsAsync(string worker, string group, Func<int, bool> partitions) =>
        Eventually.BecomesTrueAsync(() => partitions(Owned(worker, group)), $"{worker} owns its partitions of {group}");

    public void Dispose()
    {
        _log.Dispose();
        _workers.Dispose();
    }

    private async Task<PlanRecord> WaitAsync(Wait wait, string what)
    {
        try
        {
            return await wait.Found.Task.WaitAsync(Eventually.Patience);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"no such plan was written: {what}; the newest is {_log.Plan?.Epoch}: {_log.Plan?.Reason}", e);
        }
    }

    private void Take(PlanRecord? plan)
    {
        List<Wait> met;
        lock (_lock)
        {
            // A claim changes what is read of the topic, too.
            if (plan is null || (_plans.Count > 0 && plan.Epoch <= _plans[^1].Epoch))
                return;
            _plans.Add(plan);
            met = [.. _waits.Where(w => w.IsWanted(plan))];
            _waits.RemoveAll(met.Contains);
        }

        foreach (var wait in met)
        {
            wait.Then?.Invoke(plan);
            wait.Found.SetResult(plan);
        }
    }

    private void Hear(WorkerHeartbeat beat)
    {
        lock (_lock)
            _beats[beat.Worker] = beat;
    }

    private sealed record Wait(Func<PlanRecord, bool> IsWanted, Action<PlanRecord>? Then)
    {
        public TaskCompletionSource<PlanRecord> Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
