using Shepherd.Client.Control;
using Shepherd.GpuWorker.Control;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Offsets;
using Shepherd.GpuWorker.Publishing;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Serving;

/// <summary>The worker's life: connect, load, serve; on stop: take nothing more, answer, publish, commit, say goodbye.</summary>
internal sealed partial class WorkerService(
    WorkerOptions options,
    ModelStartup startup,
    WorkerProducer producer,
    Heartbeats heartbeats,
    CatalogPublisher catalog,
    PlanFollower plan,
    OffsetTracker tracker,
    OffsetCommitter committer,
    IntakeGate gate,
    IServiceProvider services,
    TimeProvider time,
    ILogger<WorkerService> logger) : BackgroundService
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await BrokerConnection.WaitAsync(options.Kafka, options.ConnectTimeout, logger, stoppingToken);
        heartbeats.Start();
        using var models = await Task.Run(() => startup.Load(), stoppingToken);
        if (!models.CatalogEntries.Any())
            throw new InvalidOperationException($"model repository {options.Models}: no model can be served; the reasons are above");
        await catalog.PublishAsync(models.CatalogEntries, stoppingToken);
        await plan.StartAsync().WaitAsync(stoppingToken);
        using var driver = ActivatorUtilities.CreateInstance<Driver>(services, models);
        var receiver = ActivatorUtilities.CreateInstance<Receiver>(services, models, driver);
        using var intake = ActivatorUtilities.CreateInstance<IntakeLoop>(services, receiver);
        driver.Start();
        intake.Start();
        heartbeats.Groups = models.Groups;
        heartbeats.Become(WorkerState.Ready);
        LogReady(options.Name, string.Join(", ", models.Groups));
        await CommitUntilAsync(stoppingToken);
        await DrainAsync(intake, driver);
    }

    private async Task CommitUntilAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(options.CommitInterval, time);
        while (!stop.IsCancellationRequested)
        {
            if (committer.CommitOnce())
                heartbeats.BeatNow();
            try
            {
                await timer.WaitForNextTickAsync(stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task DrainAsync(IntakeLoop intake, Driver driver)
    {
        LogDraining(options.Name, gate.Records);
        heartbeats.Become(WorkerState.Draining);
        intake.Stop();
        using var timeout = new CancellationTokenSource(options.DrainTimeout, time);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10), time);
        for (committer.CommitOnce(); tracker.Owned().Count > 0 && !timeout.IsCancellationRequested; committer.CommitOnce())
        {
            if (!await WaitAsync(timer, timeout.Token))
                break;
        }

        driver.Stop();
        producer.Flush(FlushTimeout);
        committer.CommitOnce();
        await heartbeats.StopAsync();
        if (gate.Records == 0)
            LogDrained(options.Name);
        else
            LogUndrained(options.Name, gate.Records, options.DrainTimeout.TotalSeconds);
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken timeout)
    {
        try
        {
            return await timer.WaitForNextTickAsync(timeout);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Worker {Name} is ready and offers {Groups}")]
    private partial void LogReady(string name, string groups);

    [LoggerMessage(2, LogLevel.Information, "Worker {Name} drains: {Records} requests to answer")]
    private partial void LogDraining(string name, int records);

    [LoggerMessage(3, LogLevel.Information, "Worker {Name} is drained: everything is answered and committed")]
    private partial void LogDrained(string name);

    [LoggerMessage(4, LogLevel.Warning, "Worker {Name} leaves {Records} requests to the next owner: they were not answered within {TimeoutS} s")]
    private partial void LogUndrained(string name, int records, double timeoutS);
}
