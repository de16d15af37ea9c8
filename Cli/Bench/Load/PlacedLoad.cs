using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Shepherd.Client;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Cli.Bench.Load;

/// <summary>Sends requests to the partitions and at the instants that it is told, and notes every result: who published it, under which plan, when it was read.</summary>
internal sealed class PlacedLoad : IDisposable
{
    /// <summary>Results are waited for so long after the last one: longer than a worker's partitions take to find another owner.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(20);

    /// <summary>What no broker has taken by then is lost, and shows as that.</summary>
    private static readonly TimeSpan FlushTime = TimeSpan.FromSeconds(10);

    /// <summary>A repeat follows its result within this time, or a hand-over is not what brought it.</summary>
    private static readonly TimeSpan RepeatTime = TimeSpan.FromSeconds(1);

    private readonly KafkaOptions _kafka;
    private readonly IReadOnlyList<string> _topics;
    private readonly IReadOnlyList<byte[]> _values;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly IConsumer<byte[]?, byte[]> _consumer;
    private readonly byte[] _ok = Encoding.UTF8.GetBytes(Outcome.Ok.WireName());
    private readonly ConcurrentDictionary<string, string> _workers = new(StringComparer.Ordinal);
    private readonly List<PlacedRequest> _sent = [];
    private readonly List<PlacedAnswer> _answers = [];
    private readonly HashSet<int> _answered = [];
    private readonly CancellationTokenSource _ended = new();
    private Thread? _sender;
    private Task<LoadLog>? _reading;
    private long _began;
    private volatile int _sentCount;
    private volatile int _answeredCount;
    private volatile string? _refusal;

    /// <param name="kafka">Where.</param>
    /// <param name="models">One of each model group; by convention its group has the same name.</param>
    public PlacedLoad(KafkaOptions kafka, IReadOnlyList<string> models)
    {
        _kafka = kafka;
        _topics = [.. models.Select(m => kafka.Topics.Requests(m))];
        _values = [.. models.Select(ReplayRepository.Request)];
        _producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig(kafka.ToSettings("load")) { LingerMs = 0, EnableIdempotence = true }).SetLogHandler((_, _) => { }).Build();
        _consumer = new ConsumerBuilder<byte[]?, byte[]>(new ConsumerConfig(kafka.ToSettings("load")) { GroupId = "load", EnableAutoCommit = false, EnableAutoOffsetStore = false }).SetLogHandler((_, _) => { }).Build();
        _consumer.Assign(Enumerable.Range(0, TopicNames.ResultPartitions).Select(p => new TopicPartitionOffset(kafka.Topics.Results, p, Offset.Beginning)));
    }

    /// <summary>Results read so far, repeats left out.</summary>
    public int AnsweredCount => _answeredCount;

    public int SentCount => _sentCount;

    /// <summary>Runs a load; only once.</summary>
    /// <param name="requests">By ascending instant; may go on for ever.</param>
    /// <param name="stopSending">Ends a load that goes on for ever.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What became of it, once every request has an outcome, or none comes any more.</returns>
    /// <exception cref="InferenceClientException">Kafka took a request not.</exception>
    public Task<LoadLog> RunAsync(IEnumerable<PlacedRequest> requests, CancellationToken stopSending, CancellationToken cancellationToken)
    {
        _began = Stopwatch.GetTimestamp();
        _sender = new Thread(() => Send(requests, stopSending)) { IsBackground = true, Name = "sender" };
        _sender.Start();
        return _reading = Task.Factory.StartNew(() => Read(_sender, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public void Dispose()
    {
        _ended.Cancel();
        _sender?.Join();
        // Whoever runs it sees how it ends; here it only must not use what is gone.
        _reading?.ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        _producer.Dispose();
        _consumer.Dispose();
        _ended.Dispose();
    }

    private LoadLog Read(Thread sender, CancellationToken cancellationToken)
    {
        var last = Stopwatch.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _ended.Token.ThrowIfCancellationRequested();
            if (_consumer.Consume(TimeSpan.FromMilliseconds(10)) is { } result && Take(result))
                last = Stopwatch.GetTimestamp();
            if (_refusal is { } refusal)
                throw new InferenceClientException($"Kafka did not take a request: {refusal}");
            if (!sender.IsAlive && Stopwatch.GetElapsedTime(last) > (_answeredCount == _sentCount ? RepeatTime : AnswerTimeout))
                return new LoadLog(_sent, _answers);
        }
    }

    private bool Take(ConsumeResult<byte[]?, byte[]> result)
    {
        if (!Utf8Parser.TryParse(result.Message.Key, out int number, out _))
            return false;
        var headers = result.Message.Headers;
        var isOk = !headers.TryGetLastBytes(HeaderNames.Status, out var status) || status.AsSpan().SequenceEqual(_ok);
        Epoch.TryParse(Text(headers, HeaderNames.Epoch), out var epoch);
        _answers.Add(new PlacedAnswer(number, NowNs(), _workers.GetOrAdd(Text(headers, HeaderNames.Worker), w => w), epoch, isOk));
        if (_answered.Add(number))
            _answeredCount = _answered.Count;
        return true;
    }

    private static string Text(Headers headers, string name) => headers.TryGetLastBytes(name, out var value) ? Encoding.UTF8.GetString(value) : "";

    private void Send(IEnumerable<PlacedRequest> requests, CancellationToken stopSending)
    {
        foreach (var request in requests)
        {
            while (NowNs() < request.DueNs && !stopSending.IsCancellationRequested && !_ended.IsCancellationRequested)
                Thread.Sleep(1);
            if (stopSending.IsCancellationRequested || _ended.IsCancellationRequested)
                break;
            var id = Encoding.UTF8.GetBytes(_sentCount.ToString(CultureInfo.InvariantCulture));
            _sent.Add(request with { DueNs = NowNs() });
            _producer.Produce(
                new TopicPartition(_topics[request.Group], request.Partition),
                new Message<byte[], byte[]> { Key = id, Value = _values[request.Group], Headers = new Headers { { HeaderNames.Id, id } } },
                report => _refusal ??= report.Error.IsError ? report.Error.Reason : null);
            _sentCount++;
        }

        if (!_ended.IsCancellationRequested)
            _producer.Flush(FlushTime);
    }

    private long NowNs() => Stopwatch.GetElapsedTime(_began).Ticks * 100;
}
