using Shepherd.Client.Control;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Control;

/// <summary>The plan topic as this worker reads it.</summary>
internal sealed class PlanFollower(WorkerOptions options, ILogger<PlanFollower> logger) : IDisposable
{
    private PlanLog? _log;

    /// <summary>Epoch of the newest plan read; the default before the first.</summary>
    public Epoch Epoch => _log?.Epoch ?? default;

    /// <summary>The newest plan, or null before the first.</summary>
    public PlanRecord? Plan => _log?.Plan;

    /// <summary>Fails when plans cannot be read any more: the worker would keep partitions that others own by now. Completes by <see cref="Dispose"/>.</summary>
    public Task Completion => _log?.Completion ?? Task.CompletedTask;

    /// <summary>Told of each change on the log's thread; must return at once. Set before <see cref="StartAsync"/>.</summary>
    public Action Changed { get; set; } = () => { };

    /// <inheritdoc cref="PlanLog.ReadToEndAsync"/>
    public Task ReadToEndAsync(CancellationToken stop) => _log!.ReadToEndAsync(stop);

    /// <summary>Starts reading; completes when everything there was has been read.</summary>
    public Task StartAsync()
    {
        _log = new PlanLog(options.Kafka, logger, _ => Changed());
        return _log.CaughtUp;
    }

    public void Dispose() => _log?.Dispose();
}
