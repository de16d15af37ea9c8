using System.Diagnostics;
using Shepherd.Client;
using Shepherd.Client.Control;
using Shepherd.Schemas.Control;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Cli.Bench.Control;

/// <summary>What the control topics say while a bench runs: who owns what by the workers' own word, the plan in force, what was decided.</summary>
internal sealed class ControlWatch : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, WorkerHeartbeat> _beats = new(StringComparer.Ordinal);
    private readonly List<DecisionRecord> _decisions = [];
    private readonly SemaphoreSlim _changed = new(0, 1);
    private readonly TopicFollower _workers;
    private readonly TopicFollower _decided;
    private readonly PlanLog _plan;
    private long _beatCount;

    public ControlWatch(KafkaOptions kafka)
    {
        _workers = new TopicFollower(kafka, kafka.Topics.Workers, (_, value) => Hear(ControlCodec.Decode<WorkerHeartbeat>(value)));
        _decided = new TopicFollower(kafka, kafka.Topics.Decisions, (_, value) => Note(ControlCodec.Decode<DecisionRecord>(value)));
        _plan = new PlanLog(kafka);
    }

    public PlanRecord? Plan => _plan.Plan;

    /// <summary>Heartbeats read so far.</summary>
    public long BeatCount => Interlocked.Read(ref _beatCount);

    /// <summary>Plans that were written so far.</summary>
    public int PlanCount
    {
        get
        {
            lock (_lock)
                return _decisions.Count(d => d.Kind == DecisionKind.Plan);
        }
    }

    /// <summary>Newest heartbeat of each worker that was ever heard and has not said goodbye.</summary>
    public IReadOnlyList<WorkerHeartbeat> Beats
    {
        get
        {
            lock (_lock)
                return [.. _beats.Values];
        }
    }

    /// <summary>Moves of partitions that ended, as the planner tells them.</summary>
    public IReadOnlyList<DecisionRecord> Moves
    {
        get
        {
            lock (_lock)
                return [.. _decisions.Where(d => d.Kind == DecisionKind.Move)];
        }
    }

    /// <summary>Waits until the workers' newest heartbeats fulfil something.</summary>
    /// <param name="isDone">Looked at after every change.</param>
    /// <param name="timeout">How long.</param>
    /// <param name="what">What is waited for, for the message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InferenceClientException">It did not come true in time.</exception>
    public async Task UntilAsync(Func<IReadOnlyList<WorkerHeartbeat>, bool> isDone, TimeSpan timeout, string what, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (!isDone(Beats))
        {
            if (Stopwatch.GetElapsedTime(began) > timeout)
                throw new InferenceClientException($"after {timeout.TotalSeconds:0.#} s not yet: {what}");
            await _changed.WaitAsync(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    public void Dispose()
    {
        _workers.Dispose();
        _decided.Dispose();
        _plan.Dispose();
        _changed.Dispose();
    }

    private void Hear(WorkerHeartbeat beat)
    {
        Interlocked.Increment(ref _beatCount);
        lock (_lock)
        {
            if (beat.State == WorkerState.Stopped)
                _beats.Remove(beat.Worker);
            else
                _beats[beat.Worker] = beat;
        }

        Wake();
    }

    private void Note(DecisionRecord decision)
    {
        lock (_lock)
        {
            // Batches and drops come by the thousand, and are not looked at.
            if (decision.Kind is DecisionKind.Move or DecisionKind.Plan)
                _decisions.Add(decision);
        }
    }

    private void Wake()
    {
        try
        {
            if (_changed.CurrentCount == 0)
                _changed.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Somebody else woke it, or nobody waits any more.
        }
    }
}
