using System.Text;
using Confluent.Kafka;
using Shepherd.GpuWorker.Publishing;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Telemetry.Decisions;

/// <summary>Writes the decision log to its topic, by a client of its own: what it cannot send never waits in front of a result.</summary>
internal sealed partial class DecisionWriter(WorkerOptions options, DecisionLog log, ILogger<DecisionWriter> logger) : IHostedService
{
    /// <summary>Records that the client holds, at most: past it they are dropped.</summary>
    private const int BufferedMax = 8192;

    /// <summary>Records wait so long for others, ms: the log is read by people.</summary>
    private const int LingerMs = 50;

    /// <summary>A record that a broker does not take for so long is dropped, ms.</summary>
    private const int TimeoutMs = 10_000;

    /// <summary>What is left at the end may take so long; results have gone out before.</summary>
    private static readonly TimeSpan LastWordsTimeout = TimeSpan.FromSeconds(1);

    private Task _loop = Task.CompletedTask;
    private int _isTold;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Decisions != DecisionLogging.Off)
            _loop = Task.Factory.StartNew(WriteAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        log.Complete();
        await _loop;
    }

    private async Task WriteAsync()
    {
        using var producer = new ProducerBuilder<byte[]?, byte[]>(new ProducerConfig(options.Kafka.ToSettings($"{options.Name}-decisions"))
        {
            Acks = Acks.Leader,
            LingerMs = LingerMs,
            MessageTimeoutMs = TimeoutMs,
            QueueBufferingMaxMessages = BufferedMax,
        }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        var key = Encoding.UTF8.GetBytes(options.Name);
        var headers = new Headers();
        ResultHeaders.Add(headers, HeaderNames.ContentType, ContentTypes.Avro);
        await foreach (var record in log.Queue.ReadAllAsync())
            Send(producer, new Message<byte[]?, byte[]> { Key = key, Value = ControlCodec.Encode(record), Headers = headers });
        producer.Flush(LastWordsTimeout);
    }

    private void Send(IProducer<byte[]?, byte[]> producer, Message<byte[]?, byte[]> message)
    {
        try
        {
            producer.Produce(options.Kafka.Topics.Decisions, message, report => Judge(report.Error));
        }
        catch (ProduceException<byte[]?, byte[]> e)
        {
            Judge(e.Error);
        }
    }

    private void Judge(Error error)
    {
        if (!error.IsError)
            return;
        log.Lost();
        // Once: a broker that is away would fill the log with what a metric counts.
        if (Interlocked.Exchange(ref _isTold, 1) == 0)
            LogLost(options.Kafka.Topics.Decisions, error.Reason);
    }

    [LoggerMessage(1, LogLevel.Warning, "The decision log {Topic} does not take records: {Reason}. Serving goes on; metric shepherd.decisions.dropped counts what is lost, and this is said once")]
    private partial void LogLost(string topic, string reason);
}
