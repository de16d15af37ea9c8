using System.Text;
using Confluent.Kafka;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Offsets;
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
    WorkerClock clock,
    IHostApplicationLifetime lifetime,
    ILogger<Heartbeats> logger,
    IServingEvents? events = null) : IAsyncDisposable
{
    /// <summary>How long the goodbye may take: without it the planner waits for the TTL, no worse.</summary>
    public static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _changed = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private long _sequence;
    private Task _loop = Task.CompletedTask;

    public WorkerState State { get; private set; } = WorkerState.Starting;

    /// <summary>What is offered; set before <see cref="WorkerState.Ready"/>, and whenever the models change.</summary>
    public ModelOffer Offer { get; set; } = ModelOffer.None;

    /// <summary>Where it takes batches of a lead; set before <see cref="WorkerState.Ready"/>. Empty: nowhere.</summary>
    public string PeerAddress { get; set; } = "";

    /// <summary>Newest plan followed in full: written by the intake thread.</summary>
    public Func<Epoch> Followed { get; set; } = () => default;

    public void Start() => _loop = Task.Run(LoopAsync);

    public void Become(WorkerState state)
    {
        State = state;
        BeatNow();
    }

    public void BeatNow()
    {
        // The semaphore holds one wish: a second one before the beat is the same wish.
        if (_changed.CurrentCount == 0)
        {
            try
            {
                _changed.Release();
            }
            catch (SemaphoreFullException)
            {
                // Somebody else wished at the same moment.
            }
        }
    }

    /// <summary>Ends the loop and says goodbye, so that the partitions are free at once.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        State = WorkerState.Stopped;
        using var timeout = new CancellationTokenSource(GoodbyeTimeout);
        try
        {
            await BeatAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            LogMissed("the broker did not answer in time");
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The producer is disposed after this: no beat may be under way then.
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
        _changed.Dispose();
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

    private async Task BeatAsync(CancellationToken stop)
    {
        var offer = Offer;
        var beat = new WorkerHeartbeat(
            options.Name, ++_sequence, clock.Now, State, Followed(), options.Devices, offer.Groups, tracker.Owned(), gate.Records, gate.Bytes)
        {
            ColdGroups = offer.ColdGroups,
            RefusedGroups = offer.RefusedGroups,
            ModelBytes = offer.ModelBytes,
            PeerAddress = PeerAddress,
            MemoryBytes = options.MemoryBudgetBytes ?? 0,
        };
        var headers = new Headers();
        ResultHeaders.Add(headers, HeaderNames.ContentType, ContentTypes.Avro);
        try
        {
            await producer.SendAsync(
                options.Kafka.Topics.Workers,
                new Message<byte[]?, byte[]> { Key = Encoding.UTF8.GetBytes(options.Name), Value = ControlCodec.Encode(beat), Headers = headers },
                stop);
            events?.BrokerAnswered();
        }
        catch (KafkaException e)
        {
            LogMissed(e.Error.Reason);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A heartbeat was not taken: {Reason}")]
    private partial void LogMissed(string reason);

    [LoggerMessage(2, LogLevel.Critical, "Heartbeats ended; the worker stops")]
    private partial void LogFailed(Exception exception);
}
