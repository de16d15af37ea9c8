using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Shepherd.Client;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Cli.Bench.Goodput;

/// <summary>Sends requests at given instants and reads what becomes of them.</summary>
internal sealed class MixClient : IDisposable
{
    private const double NsPerMs = 1e6;

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    private readonly IProducer<byte[], byte[]> _producer;
    private readonly IConsumer<byte[]?, byte[]> _consumer;
    private readonly byte[] _ok = Encoding.UTF8.GetBytes(Outcome.Ok.WireName());
    private long _first;

    public MixClient(KafkaOptions kafka)
    {
        _producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig(kafka.ToSettings("mix")) { LingerMs = 0, EnableDeliveryReports = false }).SetLogHandler((_, _) => { }).Build();
        _consumer = new ConsumerBuilder<byte[]?, byte[]>(new ConsumerConfig(kafka.ToSettings("mix")) { GroupId = "mix", EnableAutoCommit = false, EnableAutoOffsetStore = false }).SetLogHandler((_, _) => { }).Build();
        _consumer.Assign(Enumerable.Range(0, TopicNames.ResultPartitions).Select(p => new TopicPartitionOffset(kafka.Topics.Results, p, Offset.Beginning)));
    }

    /// <summary>Sends all of them and waits for every outcome.</summary>
    /// <param name="models">Models.</param>
    /// <param name="requests">By instant; filled.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Unix nanoseconds of the slice's begin.</returns>
    /// <exception cref="InferenceClientException">An outcome did not come.</exception>
    public long Run(IReadOnlyList<MixModel> models, IReadOnlyList<MixRequest> requests, CancellationToken cancellationToken)
    {
        var (began, beganNs) = (Stopwatch.GetTimestamp(), (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100);
        var sender = new Thread(() => Send(models, requests, began)) { IsBackground = true, Name = "sender" };
        sender.Start();
        var (open, last) = (requests.Count, began);
        while (open > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_consumer.Consume(TimeSpan.FromMilliseconds(10)) is { } result && Take(result, requests, Ns(began)))
                (open, last) = (open - 1, Stopwatch.GetTimestamp());
            if (!sender.IsAlive && Stopwatch.GetElapsedTime(last) > AnswerTimeout)
                throw new InferenceClientException($"{open} requests had no outcome for {AnswerTimeout.TotalSeconds} s");
        }

        _first += requests.Count;
        return beganNs;
    }

    public void Dispose()
    {
        _producer.Dispose();
        _consumer.Dispose();
    }

    private void Send(IReadOnlyList<MixModel> models, IReadOnlyList<MixRequest> requests, long began)
    {
        for (var i = 0; i < requests.Count; i++)
        {
            var (request, model) = (requests[i], models[requests[i].Model]);
            // A millisecond's sleep is late by less than a lane's shortest batch; spinning would take a core from it.
            while (Ns(began) < request.DueNs)
                Thread.Sleep(1);
            var id = Encoding.UTF8.GetBytes((_first + i).ToString(CultureInfo.InvariantCulture));
            var headers = new Headers
            {
                { HeaderNames.Id, id },
                { HeaderNames.Model, Encoding.UTF8.GetBytes(model.Name) },
                { HeaderNames.TimeoutMs, Encoding.UTF8.GetBytes(((long)(model.SloNs / NsPerMs)).ToString(CultureInfo.InvariantCulture)) },
            };
            request.SentNs = Ns(began);
            _producer.Produce(new TopicPartition(model.Topic, i % TopicNames.RequestPartitions), new Message<byte[], byte[]> { Key = id, Value = model.Value, Headers = headers });
        }
    }

    private bool Take(ConsumeResult<byte[]?, byte[]> result, IReadOnlyList<MixRequest> requests, long nowNs)
    {
        if (!Utf8Parser.TryParse(result.Message.Key, out long number, out _) || number < _first || number >= _first + requests.Count)
            return false;
        if (!result.Message.Headers.TryGetLastBytes(HeaderNames.Status, out var status) || status.AsSpan().SequenceEqual(_ok))
            requests[(int)(number - _first)].AnsweredNs = nowNs;
        return true;
    }

    private static long Ns(long began) => Stopwatch.GetElapsedTime(began).Ticks * 100;
}
