using System.Text;
using Confluent.Kafka;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Offsets;
using Shepherd.GpuWorker.Ownership;
using Shepherd.GpuWorker.Publishing;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Telemetry;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Control;

/// <summary>Says what this worker is and holds: at an interval, and at once when something changed.</summary>
internal sealed partial class Heartbeats(
    WorkerOptions options,
    WorkerProducer producer,
    OffsetTracker tracker,
    IntakeGate gate,
    Lease lease,
    WorkerClock clock,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<Heartbeats> logger,
    IServingEvents? events = null,
    GroupLoads? loads = null) : IAsyncDisposable
{
    /// <summary>How long the goodbye may take: without it the planner waits for the TTL, no worse.</summary>
    public static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Heartbeats that wait for their acknowledgement, at most: a change is told although the one before is under way, and a broker that is away is not flooded.</summary>
    private const int UnderWayMax = 8;

    private readonly Wish _changed = new();
    private readonly SemaphoreSlim _slots = new(UnderWayMax, UnderWayMax);
    private readonly TellPace _missed = new(time);
    private readonly CancellationTokenSource _stop = new();
    private long _sequence;
    private Task _loop = Task.CompletedTask;

    public WorkerState State { get; private set; } = WorkerState.Starting;

    /// <summary>What is offered; set before <see cref="WorkerState.Ready"/>, and whenever the models change.</summary>
    public ModelOffer Offer { get; set; } = ModelOffer.None;

    /// <summary>Where it takes batches of a lead; set before <see cref="WorkerState.Ready"/>. Empty: nowhere.</summary>
    public string PeerAddress { get; set; } = "";

    /// <summary>Groups that are being loaded since the plan's target names this worker.</summary>
    public Func<IReadOnlyList<string>> Preparing { get; set; } = () => [];

    /// <summary>Newest plan followed in full: written by the intake thread.</summary>
    public Func<Epoch> Followed { get; set; } = () => default;

    public void Start() => _loop = Task.Run(LoopAsync);

    public void Become(WorkerState state)
    {
        State = state;
        BeatNow();
    }

    public void BeatNow() => _changed.Make();

    /// <summary>Ends the loop and says goodbye, so that the partitions are free at once.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        State = WorkerState.Stopped;
        using var timeout = new CancellationTokenSource(GoodbyeTimeout);
        try
        {
            await (await BeatAsync(timeout.Token)).WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            LogMissed("the broker did not answer in time", 1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The producer is disposed after this: no beat may be under way then.
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task LoopAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                await BeatAsync(_stop.Token);
                await _changed.WaitAsync(options.HeartbeatInterval, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The worker ends.
        }
        catch (Exception e)
        {
            // A worker that others take for dead must not go on serving.
            LogFailed(e);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    /// <summary>Sends one, once few enough are under way.</summary>
    /// <returns>Completes when it is acknowledged, or is not going to be.</returns>
    private async Task<Task> BeatAsync(CancellationToken stop)
    {
        await _slots.WaitAsync(stop);
        var offer = Offer;
        var beat = new WorkerHeartbeat(
            options.Name, ++_sequence, clock.Now, State, Followed(), options.Devices, offer.Groups, tracker.Owned(), gate.Records, gate.Bytes)
        {
            ColdGroups = offer.ColdGroups,
            RefusedGroups = offer.RefusedGroups,
            ModelBytes = offer.ModelBytes,
            PeerAddress = PeerAddress,
            PreparingGroups = Preparing(),
            Released = tracker.Released(),
            GroupLoads = loads?.Look() ?? [],
            MemoryBytes = options.MemoryBudgetBytes ?? 0,
        };
        var headers = new Headers();
        ResultHeaders.Add(headers, HeaderNames.ContentType, ContentTypes.Avro);
        var message = new Message<byte[]?, byte[]> { Key = Encoding.UTF8.GetBytes(options.Name), Value = ControlCodec.Encode(beat), Headers = headers };
        var sentNs = lease.NowNs;
        return ObserveAsync(producer.SendAsync(options.Kafka.Topics.Workers, message, CancellationToken.None), sentNs);
    }

    private async Task ObserveAsync(Task sent, long sentNs)
    {
        try
        {
            await sent;
            lease.Acknowledge(sentNs);
            events?.BrokerAnswered();
        }
        catch (KafkaException e)
        {
            // It was taken back with what must not go out late; the planner still waits for one.
            if (e.Error.Code == ErrorCode.Local_PurgeQueue)
                BeatNow();
            else if (_missed.IsDue(out var times))
                LogMissed(e.Error.Reason, times);
        }
        finally
        {
            _slots.Release();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A heartbeat was not taken: {Reason}. Times since this was last told: {Times}")]
    private partial void LogMissed(string reason, long times);

    [LoggerMessage(2, LogLevel.Critical, "Heartbeats ended; the worker stops")]
    private partial void LogFailed(Exception exception);
}
