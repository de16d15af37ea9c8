using System.Collections.Concurrent;
using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Intake;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Telemetry.Health;

/// <summary>When the worker's loops moved last. Written on their threads, read on any.</summary>
/// <param name="time">Clock.</param>
internal sealed class WorkerPulse(TimeProvider time) : IServingEvents
{
    private const long Never = long.MinValue;

    private readonly ConcurrentDictionary<(string Model, int Lane), string> _broken = new();
    private long _polled = Never;
    private long _answered = Never;
    private long _stepped = Never;
    private long _decided = Never;

    /// <summary>Models that fail whatever they are given, with the lane and the reason.</summary>
    public IReadOnlyList<string> Broken => [.. _broken.OrderBy(b => b.Key).Select(b => $"model {b.Key.Model} fails whatever it is given on lane {b.Key.Lane}: {b.Value}")];

    public TimeSpan? PollAge => AgeOf(ref _polled);

    public TimeSpan? BrokerAge => AgeOf(ref _answered);

    public TimeSpan? StepAge => AgeOf(ref _stepped);

    public TimeSpan? DecisionAge => AgeOf(ref _decided);

    public void Polled() => Note(ref _polled);

    public void Stepped() => Note(ref _stepped);

    public void BrokerAnswered() => Note(ref _answered);

    public void Acknowledged(TakenRecord record, InferenceResult result, string topic) => Note(ref _answered);

    public void Dispatched(LaneBatch batch, long nowNs) => Note(ref _decided);

    public void Stopping(LaneBatch batch, long nowNs) => Note(ref _decided);

    public void Resumed(LaneBatch batch, long nowNs) => Note(ref _decided);

    public void Dropped(WorkItem item, DropReason reason, long nowNs) => Note(ref _decided);

    public void ModelLoaded(string model, TimeSpan? duration)
    {
        // It is another version now, or loaded anew.
        foreach (var key in _broken.Keys.Where(k => k.Model == model))
            _broken.TryRemove(key, out _);
    }

    public void ModelBroke(string model, int lane, string? reason)
    {
        if (reason is not null)
            _broken[(model, lane)] = reason;
        else
            _broken.TryRemove((model, lane), out _);
    }

    private void Note(ref long at) => Volatile.Write(ref at, time.GetTimestamp());

    private TimeSpan? AgeOf(ref long at) => Volatile.Read(ref at) is var noted && noted == Never ? null : time.GetElapsedTime(noted);
}
