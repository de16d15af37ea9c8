using Confluent.Kafka;
using Shepherd.GpuWorker.Control;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Offsets;
using Shepherd.GpuWorker.Publishing;
using Shepherd.GpuWorker.Telemetry;

namespace Shepherd.GpuWorker.Ownership;

/// <summary>
/// Notices when the lease runs out: gives up every partition, since others may own them by then, and takes back what the client has not sent. Once a heartbeat is acknowledged again it reads the plan topic to its end, and a plan that is
/// written after that gives the worker partitions again.
/// </summary>
internal sealed partial class LeaseKeeper : IAsyncDisposable
{
    /// <summary>Between two tries to read the plan topic, where the broker does not say where it ends.</summary>
    private static readonly TimeSpan ReadPause = TimeSpan.FromMilliseconds(50);

    /// <summary>After its end, so that the next look sees it.</summary>
    private static readonly TimeSpan Past = TimeSpan.FromMilliseconds(1);

    /// <summary>A worker that waits to be acknowledged is woken; this only bounds what a lost wake-up costs.</summary>
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(1);

    private readonly WorkerOptions _options;
    private readonly Lease _lease;
    private readonly PlanFollower _plan;
    private readonly OffsetTracker _tracker;
    private readonly WorkerProducer _producer;
    private readonly Heartbeats _heartbeats;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger<LeaseKeeper> _logger;
    private readonly IServingEvents _events;
    private readonly TellPace _unread;
    private readonly CancellationTokenSource _stop = new();
    private readonly Wish _changed = new();
    private Task _loop = Task.CompletedTask;
    private bool _hasHeld;
    private long? _fencedNs;
    private int _givenUp;

    public LeaseKeeper(
        WorkerOptions options,
        Lease lease,
        PlanFollower plan,
        OffsetTracker tracker,
        WorkerProducer producer,
        Heartbeats heartbeats,
        IHostApplicationLifetime lifetime,
        TimeProvider time,
        ILogger<LeaseKeeper> logger,
        IServingEvents? events = null)
    {
        (_options, _lease, _plan, _tracker, _producer, _heartbeats, _lifetime, _logger) = (options, lease, plan, tracker, producer, heartbeats, lifetime, logger);
        (_events, _unread) = (events ?? NoEvents.Instance, new TellPace(time));
        lease.Changed += _changed.Make;
        plan.Changed = OnPlan;
    }

    /// <summary>Told that partitions are another's: their requests need not run. Set before <see cref="Start"/>.</summary>
    public Action Lost { get; set; } = () => { };

    /// <summary>Begins, once the plan topic is followed.</summary>
    public void Start() => _loop = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _lease.Changed -= _changed.Make;
        _stop.Dispose();
    }

    /// <summary>A plan that gives to another what is held here was made by one who took this worker for dead: the other serves it already. What a plan leaves out is only to be finished.</summary>
    private void OnPlan()
    {
        if (_plan.Plan is not { } plan)
            return;
        Shorten(TimeSpan.FromMilliseconds(plan.WorkerTtlMs));
        if (GiveUp(h => plan.IsOfAnother(h.Group, h.Place.Partition.Value, _options.Name)) is > 0 and var lost)
            LogTaken(plan.Epoch.ToString(), lost);
    }

    private void Shorten(TimeSpan ttl)
    {
        var own = _lease.Ttl;
        if (ttl <= TimeSpan.Zero || ttl >= own)
            return;
        _lease.Shorten(ttl);
        LogShortened(own.TotalSeconds, ttl.TotalSeconds);
    }

    private int GiveUp(Func<Holding, bool> isLost)
    {
        var lost = _tracker.Lose(isLost);
        if (lost == 0)
            return 0;
        Lost();
        _heartbeats.BeatNow();
        return lost;
    }

    private async Task RunAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
                await StepAsync();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The worker ends.
        }
        catch (Exception e)
        {
            // Fenced for good: a worker that answers nothing any more is better gone.
            LogFailed(e);
            Environment.ExitCode = 1;
            _lifetime.StopApplication();
        }
    }

    private async Task StepAsync()
    {
        if (_lease.Check())
        {
            await _changed.WaitAsync(_lease.Left + Past, _stop.Token);
            return;
        }

        if (_hasHeld && _fencedNs is null)
            Fence();
        if (!_lease.AwaitsPlan)
            await _changed.WaitAsync(WaitMax, _stop.Token);
        else if (!await TryResumeAsync())
            await Task.Delay(ReadPause, _stop.Token);
    }

    private void Fence()
    {
        _fencedNs = _lease.NowNs;
        _givenUp = GiveUp(_ => true);
        _producer.Purge();
        _events.LeaseLost();
        LogFenced(_lease.Ttl.TotalSeconds, _givenUp);
        _heartbeats.BeatNow();
    }

    private async Task<bool> TryResumeAsync()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        timeout.CancelAfter(_lease.Ttl);
        var askedNs = _lease.NowNs;
        try
        {
            await _plan.ReadToEndAsync(timeout.Token);
        }
        catch (Exception e) when (e is KafkaException || (e is OperationCanceledException && !_stop.IsCancellationRequested))
        {
            if (_unread.IsDue(out var times))
                LogUnread(_options.Kafka.Topics.Plan, e.Message, times);
            return false;
        }

        // Before anything may go out: the intake may have been about to start a partition when the lease ran out, and start it now.
        var floor = _plan.Epoch;
        _tracker.GiveUpTo(floor);
        if (!_lease.PlanRead(askedNs, floor))
            return false;
        if (_fencedNs is { } fencedNs)
        {
            var fenced = TimeSpan.FromTicks((_lease.NowNs - fencedNs) / TimeSpan.NanosecondsPerTick);
            _events.LeaseHeld(fenced, _givenUp);
            LogHeld(fenced.TotalSeconds, floor.ToString());
        }

        (_hasHeld, _fencedNs) = (true, null);
        _heartbeats.BeatNow();
        return true;
    }

    [LoggerMessage(1, LogLevel.Warning, "The lease ran out: no heartbeat of the last {TtlS} s was acknowledged. Nothing is taken, published or committed until one is and a new plan is read. Partitions given up: {GivenUp}")]
    private partial void LogFenced(double ttlS, int givenUp);

    [LoggerMessage(2, LogLevel.Information, "The lease holds again after {FencedS:0.000} s; only a plan after {Epoch} gives partitions to this worker")]
    private partial void LogHeld(double fencedS, string epoch);

    [LoggerMessage(3, LogLevel.Warning, "Plan {Epoch} gives partitions to others that are held here, so many: {Lost}. Their requests are the others' to answer")]
    private partial void LogTaken(string epoch, int lost);

    [LoggerMessage(4, LogLevel.Warning, "The lease waits for {Topic}, which cannot be read to its end: {Reason}. Times since this was last told: {Times}")]
    private partial void LogUnread(string topic, string reason, long times);

    [LoggerMessage(6, LogLevel.Warning, "This worker's lease is {OwnS} s, and the planner gives partitions away after {TtlS} s of silence: the lease is {TtlS} s from now on. Start the worker with --lease {TtlS}, so that its client keeps results no longer either")]
    private partial void LogShortened(double ownS, double ttlS);

    [LoggerMessage(5, LogLevel.Critical, "The lease cannot be kept; the worker stops")]
    private partial void LogFailed(Exception exception);
}
