using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using Shepherd.Client;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Cli.Bench.Load;

/// <summary>
/// Sends requests and reads their results, with the client library alone: ready-made values, ids that are numbers, one slot of a table per request under way. Requests go round the partitions and their results come back by key, so that both ends see
/// the same partitions whoever answers.
/// </summary>
internal sealed class LoadClient : IDisposable
{
    /// <summary>Requests under way, at most; a power of two.</summary>
    private const int Slots = 1 << 16;

    private static readonly byte[] LongTimeoutMs = "60000"u8.ToArray();

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(20);

    private readonly IProducer<byte[], byte[]> _producer;
    private readonly IConsumer<byte[]?, byte[]> _consumer;
    private readonly long[] _sentAt = new long[Slots];
    private readonly Random _random = new(1);
    private readonly byte[] _ok = Encoding.UTF8.GetBytes(Outcome.Ok.WireName());
    private long _sent;
    private long _answered;

    public LoadClient(KafkaOptions kafka)
    {
        _producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig(kafka.ToSettings("load")) { LingerMs = 0, EnableDeliveryReports = false }).SetLogHandler((_, _) => { }).Build();
        _consumer = new ConsumerBuilder<byte[]?, byte[]>(new ConsumerConfig(kafka.ToSettings("load")) { GroupId = "load", EnableAutoCommit = false, EnableAutoOffsetStore = false }).SetLogHandler((_, _) => { }).Build();
        _consumer.Assign(Enumerable.Range(0, TopicNames.ResultPartitions).Select(p => new TopicPartitionOffset(kafka.Topics.Results, p, Offset.Beginning)));
    }

    /// <summary>Runs a load to its end and waits for every answer.</summary>
    /// <exception cref="InferenceClientException">An answer was an error, or did not come.</exception>
    public LoadSlice Run(LoadSpec spec, CancellationToken cancellationToken)
    {
        var (before, latencies) = (_sent, new List<long>());
        var began = Stopwatch.GetTimestamp();
        var (from, until) = (began + Ticks(spec.Warm), began + Ticks(spec.Warm + spec.Measured));
        var sender = spec.RateRps is { } rate ? StartSender(spec, rate, until) : null;
        for (var i = 0; sender is null && i < spec.InFlightMax; i++)
            Send(spec);
        var last = began;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = _consumer.Consume(TimeSpan.FromMilliseconds(10));
            var now = Stopwatch.GetTimestamp();
            if (result is not null && TryMatch(result, out var sentAt))
            {
                last = now;
                if (now >= from && now < until)
                    latencies.Add(Stopwatch.GetElapsedTime(sentAt, now).Ticks * 100);
                if (sender is null && now < until)
                    Send(spec);
            }

            if (now >= until && sender is not { IsAlive: true } && Volatile.Read(ref _sent) == _answered)
                return new LoadSlice(_sent - before, spec.Measured.TotalSeconds, latencies);
            if (Stopwatch.GetElapsedTime(last, now) > AnswerTimeout)
                throw new InferenceClientException($"{_sent - _answered} requests on {spec.Topic} had no answer for {AnswerTimeout.TotalSeconds} s");
        }
    }

    public void Dispose()
    {
        _producer.Dispose();
        _consumer.Dispose();
    }

    private Thread StartSender(LoadSpec spec, double rate, long until)
    {
        var sender = new Thread(() =>
        {
            var dueAt = (double)Stopwatch.GetTimestamp();
            while (Stopwatch.GetTimestamp() is var now && now < until)
            {
                if (dueAt > now || _sent - Volatile.Read(ref _answered) >= spec.InFlightMax)
                {
                    Thread.Sleep(1);
                    continue;
                }

                Send(spec);
                dueAt -= Math.Log(1 - _random.NextDouble()) / rate * Stopwatch.Frequency;
            }
        })
        { IsBackground = true, Name = "sender" };
        sender.Start();
        return sender;
    }

    private void Send(LoadSpec spec)
    {
        var number = _sent;
        var id = Encoding.UTF8.GetBytes(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var partition = new TopicPartition(spec.Topic, (int)(number % TopicNames.RequestPartitions));
        Volatile.Write(ref _sentAt[number & (Slots - 1)], Stopwatch.GetTimestamp());
        var headers = new Headers { { HeaderNames.Id, id } };
        if (spec.Model is { } model)
        {
            headers.Add(HeaderNames.Model, Encoding.UTF8.GetBytes(model));
            headers.Add(HeaderNames.TimeoutMs, LongTimeoutMs);
        }

        _producer.Produce(partition, new Message<byte[], byte[]> { Key = id, Value = spec.Values[(int)(number % spec.Values.Count)], Headers = headers });
        Volatile.Write(ref _sent, number + 1);
    }

    private bool TryMatch(ConsumeResult<byte[]?, byte[]> result, out long sentAt)
    {
        sentAt = 0;
        if (!Utf8Parser.TryParse(result.Message.Key, out long number, out _))
            return false;
        ref var slot = ref _sentAt[number & (Slots - 1)];
        sentAt = Volatile.Read(ref slot);
        if (sentAt == 0)
            throw new InferenceClientException($"request {number} was answered twice");
        slot = 0;
        Volatile.Write(ref _answered, _answered + 1);
        if (result.Message.Headers.TryGetLastBytes(HeaderNames.Status, out var status) && !status.AsSpan().SequenceEqual(_ok))
            throw new InferenceClientException($"request {number} was answered {Encoding.UTF8.GetString(status)}: {ResultCodec.Decode(result.Message.Value, null).Reason}");
        return true;
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
