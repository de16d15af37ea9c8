using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Tests.Shared.Kafka;

/// <summary>Stands in for a worker: takes requests of one group from the beginning and answers each as the test says.</summary>
public sealed class Responder : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stop = new();
    private readonly KafkaOptions _options;
    private readonly Func<ReceivedRequest, IEnumerable<InferenceResult>> _answer;
    private readonly IProducer<string?, byte[]?> _producer;
    private readonly IConsumer<string?, byte[]?> _consumer;
    private readonly Thread _thread;
    private readonly ConcurrentQueue<ReceivedRequest> _received = new();
    private readonly ConcurrentQueue<string> _withdrawn = new();
    private volatile Exception? _failure;

    /// <param name="options">Cluster.</param>
    /// <param name="group">Group whose request topic is read.</param>
    /// <param name="partitions">Its partitions.</param>
    /// <param name="answer">What to publish for a request: nothing, one result or several.</param>
    public Responder(KafkaOptions options, string group, int partitions, Func<ReceivedRequest, IEnumerable<InferenceResult>> answer)
    {
        _options = options;
        _answer = answer;
        var producing = options.ToSettings("responder");
        producing["linger.ms"] = "0";
        _producer = new ProducerBuilder<string?, byte[]?>(producing).SetKeySerializer(NullableText.Instance).SetLogHandler((_, _) => { }).Build();
        var reading = options.ToSettings("responder");
        reading["group.id"] = options.Topics.ConsumerGroup(group);
        reading["enable.auto.commit"] = "false";
        _consumer = new ConsumerBuilder<string?, byte[]?>(reading).SetKeyDeserializer(NullableText.Instance).SetLogHandler((_, _) => { }).Build();
        _consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(options.Topics.Requests(group), p, Offset.Beginning)));
        _thread = new Thread(Run) { IsBackground = true, Name = "responder" };
        _thread.Start();
    }

    /// <summary>What came, in the order in which it was read.</summary>
    public IReadOnlyCollection<ReceivedRequest> Received => _received;

    /// <summary>Ids of requests that were withdrawn, in the order in which that was read.</summary>
    public IReadOnlyCollection<string> Withdrawn => _withdrawn;

    /// <summary>Puts a model into the catalog.</summary>
    public static Task AddModelAsync(KafkaOptions options, string model, string group, int sloMs = 30_000)
    {
        var entry = new CatalogEntry(
            model, "1", group, sloMs, 1, 8, "test",
            [new TensorSpec("x", TensorDatatype.Fp32, [-1, 2])],
            [new TensorSpec("y", TensorDatatype.Fp32, [-1, 2])]);
        return KafkaRecords.ProduceAsync(options, options.Topics.Catalog, ControlCodec.Encode(entry), model);
    }

    /// <summary>Answers OK with the inputs as outputs.</summary>
    public static IEnumerable<InferenceResult> Echo(ReceivedRequest request) =>
        [new InferenceResult(request.Value.Id, request.Value.Model, Outcome.Ok) { ModelVersion = "1", Attempts = 1, Worker = "responder", Epoch = new Epoch(1, 2), Outputs = request.Value.Inputs }];

    /// <summary>Publishes a result for a request, as the answering function's results are.</summary>
    public void Publish(ReceivedRequest request, InferenceResult result)
    {
        var value = new ArrayBufferWriter<byte>();
        ResultCodec.Encode(result, ContentTypes.Avro, value);
        Publish(request, value.WrittenSpan.ToArray(), result.Outcome.WireName());
    }

    /// <summary>Publishes any bytes as the result of a request.</summary>
    public void Publish(ReceivedRequest request, byte[] value, string status)
    {
        var headers = new Headers();
        foreach (var (name, text) in (IEnumerable<(string, string)>)
            [
                (HeaderNames.CausationId, request.Value.Id), (HeaderNames.ContentType, ContentTypes.Avro),
                (HeaderNames.Status, status), (HeaderNames.Attempts, "1"), (HeaderNames.Worker, "responder"),
            ])
        {
            headers.Add(name, Encoding.UTF8.GetBytes(text));
        }

        var target = new TopicPartition(
            request.Header(HeaderNames.ReplyTopic) ?? _options.Topics.Results,
            int.Parse(request.Header(HeaderNames.ReplyPartition) ?? "0", CultureInfo.InvariantCulture));
        _producer.Produce(target, new Message<string?, byte[]?> { Key = request.Value.Id, Value = value, Headers = headers });
    }

    /// <exception cref="InvalidOperationException">Answering failed on the way.</exception>
    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _producer.Flush(Eventually.Patience);
        _producer.Dispose();
        _consumer.Dispose();
        _stop.Dispose();
        if (_failure is not null)
            throw new InvalidOperationException("the responder failed", _failure);
    }

    private void Run()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                if (_consumer.Consume(Poll) is { Message: not null } record)
                    Answer(record);
            }
        }
        catch (Exception exception)
        {
            _failure = exception;
        }
    }

    private void Answer(ConsumeResult<string?, byte[]?> record)
    {
        if (record.Header(HeaderNames.Type) == HeaderNames.WithdrawalType)
        {
            _withdrawn.Enqueue(record.Header(HeaderNames.CausationId)!);
            return;
        }

        var request = new ReceivedRequest(record, RequestCodec.Decode(record.Message.Value, record.Header(HeaderNames.ContentType)));
        _received.Enqueue(request);
        foreach (var result in _answer(request))
            Publish(request, result);
    }
}

/// <summary>A request as a worker sees it.</summary>
public sealed record ReceivedRequest(ConsumeResult<string?, byte[]?> Record, InferenceRequest Value)
{
    /// <summary>The UTF-8 text of a header; null when it is missing.</summary>
    public string? Header(string name) => Record.Header(name);
}
