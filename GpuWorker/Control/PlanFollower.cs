using Shepherd.Client.Control;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Control;

/// <summary>Keeps the newest plan: swapped as one reference, read without a lock.</summary>
internal sealed class PlanFollower(WorkerOptions options, ILogger<PlanFollower> logger) : IDisposable
{
    private volatile PlanRecord? _plan;
    private TopicFollower? _follower;

    /// <summary>Epoch of the newest plan read; the default before the first.</summary>
    public Epoch Epoch => _plan?.Epoch ?? default;

    /// <summary>The newest plan, or null before the first.</summary>
    public PlanRecord? Plan => _plan;

    /// <summary>Fails when plans cannot be read any more: the worker would keep partitions that others own by now. Completes by <see cref="Dispose"/>.</summary>
    public Task Completion => _follower?.Completion ?? Task.CompletedTask;

    /// <summary>Starts reading; completes when everything there was has been read.</summary>
    public Task StartAsync()
    {
        _follower = new TopicFollower(options.Kafka, options.Kafka.Topics.Plan, (_, value) => Take(ControlCodec.Decode<PlanRecord>(value)), logger);
        return _follower.CaughtUp;
    }

    public void Dispose() => _follower?.Dispose();

    private void Take(PlanRecord plan)
    {
        if (_plan is null || plan.Epoch > _plan.Epoch)
            _plan = plan;
    }
}
