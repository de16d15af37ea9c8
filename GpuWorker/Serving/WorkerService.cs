using Shepherd.Client.Control;
using Shepherd.GpuWorker.Control;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Lifecycle;
using Shepherd.GpuWorker.Offsets;
using Shepherd.GpuWorker.Ownership;
using Shepherd.GpuWorker.Peers;
using Shepherd.GpuWorker.Profiling.Catalog;
using Shepherd.GpuWorker.Publishing;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Serving;

/// <summary>The worker's life: connect, load, serve; on stop: take nothing more, answer, publish, commit, say goodbye.</summary>
internal sealed partial class WorkerService(
    WorkerOptions options,
    ModelLifecycle lifecycle,
    WorkerProducer producer,
    Heartbeats heartbeats,
    CatalogPublisher catalog,
    CatalogView known,
    ProfileRefiner profiles,
    PlanFollower plan,
    OffsetTracker tracker,
    OffsetCommitter committer,
    IntakeGate gate,
    Lease lease,
    LeaseKeeper keeper,
    ResultPublisher publisher,
    GroupLoads loads,
    IServiceProvider services,
    TimeProvider time,
    ILogger<WorkerService> logger) : BackgroundService
{
    /// <summary>After the drain's time: a broker that answers needs milliseconds for the last results and commits, and one that does not is not waited for.</summary>
    public static readonly TimeSpan LastWordsTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Wakes the committer before its interval has passed.</summary>
    private readonly Wish _commitNow = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await BrokerConnection.WaitAsync(options.Kafka, options.ConnectTimeout, logger, stoppingToken);
        tracker.Settled = _commitNow.Make;
        lease.Changed += publisher.Release;
        heartbeats.Start();
        known.Start();
        var following = plan.StartAsync();
        // One that starts holds nothing, so it follows whatever it has read: nobody waits for its models to load.
        heartbeats.Followed = () => plan.Epoch;
        // Within a budget the plan says what is to be loaded.
        if (options.MemoryBudgetBytes is not null)
            await following.WaitAsync(stoppingToken);
        using var models = await Task.Run(() => lifecycle.StartAsync(IsAssigned, stoppingToken), stoppingToken);
        if (models.Routes.CatalogEntries.Count == 0)
            throw new InvalidOperationException($"model repository {options.Models}: no model can be served; the reasons are above");
        foreach (var group in models.Routes.FindUnknown(options.GroupLimits.Keys))
            LogUnknownGroup(group, string.Join(", ", models.Routes.All.Select(r => r.Group).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));
        await catalog.PublishAsync(models.Routes.CatalogEntries, stoppingToken);
        await following.WaitAsync(stoppingToken);
        using var driver = ActivatorUtilities.CreateInstance<Driver>(services, models);
        var receiver = ActivatorUtilities.CreateInstance<Receiver>(services, models, driver);
        using var intake = ActivatorUtilities.CreateInstance<IntakeLoop>(services, receiver);
        using var peers = ActivatorUtilities.CreateInstance<PeerDuty>(services, models, driver);
        keeper.Lost = driver.DropLost;
        loads.Models = models;
        heartbeats.Preparing = () => FindPreparing(models.Routes);
        keeper.Start();
        driver.Start();
        intake.Start();
        peers.Start();
        Offer(models.Routes, lifecycle.MemoryBytes);
        heartbeats.Become(WorkerState.Ready);
        LogReady(options.Name, options.Policy, string.Join(", ", models.Routes.Groups));
        LogLanes(string.Join(", ", options.Lanes.Select((lane, number) => $"lane {number} = {lane.Name}")));
        var hooks = new LifecycleHooks(IsAssigned, driver.ChangeAsync, Offer, (routes, stop) => catalog.PublishAsync(routes.CatalogEntries, stop));
        var changing = Task.Run(() => lifecycle.RunAsync(hooks, stoppingToken), CancellationToken.None);
        var refining = Task.Run(() => profiles.RunAsync(models, driver, stoppingToken), CancellationToken.None);
        await CommitUntilAsync(stoppingToken);
        await DrainAsync(intake, driver, peers);
        // A load that is under way ends with the process: it is not waited for longer than the last words were.
        using var last = new CancellationTokenSource(LastWordsTimeout, time);
        await WithinAsync(Task.WhenAll(changing, refining), last.Token);
        if (plan.Completion.IsCompleted)
            await plan.Completion;
    }

    /// <summary>The plan gives this worker partitions of the group, or will: its models are to be warm.</summary>
    private bool IsAssigned(string group) =>
        plan.Plan is { } current && current.Assignments.Concat(current.Target).Any(a => a.Group == group && (a.Worker == options.Name || IsLedBy(a.Worker)))
        || tracker.Owned().Any(o => o.Group == group);

    /// <summary>What the target names this worker for and is not warm yet.</summary>
    private IReadOnlyList<string> FindPreparing(ModelRoutes routes) =>
        [.. (plan.Plan?.Target ?? []).Where(a => a.Worker == options.Name && !routes.IsReady(a.Group)).Select(a => a.Group).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private bool IsLedBy(string worker) => plan.Plan?.ServingGroups.Any(g => g.Lead == worker && g.Peers.Any(p => p.Worker == options.Name)) == true;

    private void Offer(ModelRoutes routes, long memoryBytes)
    {
        heartbeats.Offer = new ModelOffer(routes.Groups, routes.ColdGroups, routes.RefusedGroups, memoryBytes);
        heartbeats.BeatNow();
    }

    private async Task CommitUntilAsync(CancellationToken stop)
    {
        // Without news of the plan it must not go on: its partitions may be others' by now.
        while (!stop.IsCancellationRequested && !plan.Completion.IsCompleted)
        {
            if (await committer.CommitAsync(stop))
                heartbeats.BeatNow();
            try
            {
                await _commitNow.WaitAsync(options.CommitInterval, stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task DrainAsync(IntakeLoop intake, Driver driver, PeerDuty peers)
    {
        LogDraining(options.Name, gate.Records);
        heartbeats.Become(WorkerState.Draining);
        using var timeout = new CancellationTokenSource(options.DrainTimeout, time);
        var lent = peers.DrainAsync(timeout.Token);
        await WithinAsync(Task.Run(intake.Stop), timeout.Token);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10), time);
        do
        {
            await committer.CommitAsync(timeout.Token);
        }
        while (tracker.Owned().Count > 0 && await WithinAsync(timer.WaitForNextTickAsync(timeout.Token).AsTask(), timeout.Token));

        await lent;
        using var last = new CancellationTokenSource(LastWordsTimeout, time);
        await WithinAsync(Task.Run(driver.Stop), last.Token);
        await WithinAsync(Task.Run(() => producer.Flush(LastWordsTimeout)), last.Token);
        await committer.CommitAsync(last.Token);
        await heartbeats.StopAsync();
        if (gate.Records == 0)
            LogDrained(options.Name);
        else
            LogUndrained(options.Name, gate.Records, options.DrainTimeout.TotalSeconds);
    }

    /// <summary>True when it ended in time; what did not ends with the process.</summary>
    private static async Task<bool> WithinAsync(Task task, CancellationToken timeout)
    {
        try
        {
            await task.WaitAsync(timeout);
            return true;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Worker {Name} is ready, schedules by {Policy} and offers {Groups}")]
    private partial void LogReady(string name, string policy, string groups);

    [LoggerMessage(6, LogLevel.Information, "Decisions and metrics number the lanes: {Lanes}")]
    private partial void LogLanes(string lanes);

    [LoggerMessage(5, LogLevel.Warning, "The limit of model group '{Group}' limits nothing: no model of the repository is in such a group; there are {Groups}. Correct --group-limit, or add the model")]
    private partial void LogUnknownGroup(string group, string groups);

    [LoggerMessage(2, LogLevel.Information, "Worker {Name} drains; requests to answer: {Records}")]
    private partial void LogDraining(string name, int records);

    [LoggerMessage(3, LogLevel.Information, "Worker {Name} is drained: everything is answered and committed")]
    private partial void LogDrained(string name);

    [LoggerMessage(4, LogLevel.Warning, "Worker {Name} leaves what was not answered within {TimeoutS} s to the next owner; requests: {Records}")]
    private partial void LogUndrained(string name, int records, double timeoutS);
}
