using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Client.Embedded;
using Shepherd.GpuWorker.Publishing;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.GpuWorker.Tests.Publishing;

public sealed class WorkerProducerTests : IDisposable
{
    private const string Topic = "out";

    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly ConcurrentQueue<ErrorCode> _done = new();

    public WorkerProducerTests() => _broker.CreateTopic(Topic, 2);

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Send_KeyValueAndHeaders_ArriveAsTheyWereWritten()
    {
        using var producer = Producer();
        var large = new byte[200_000];
        new Random(1).NextBytes(large);
        var record = new OutgoingRecord(new TopicPartition(Topic, 1), Done, expectedBytes: 1);
        record.Write(large);
        record.SetKey("ключ");
        record.AddHeader("text", "a", "b", "c");
        record.AddHeader("bytes", [0, 255]);
        record.AddHeader("none", null);
        record.AddHeader("number", -42);
        producer.Send(record);

        var read = Assert.Single(await KafkaRecords.ReadUntilAsync(_broker.Options, Topic, r => r.Count >= 1));
        Assert.Equal(1, read.Partition.Value);
        Assert.Equal(large, read.Message.Value);
        Assert.Equal("ключ", read.Message.Key);
        Assert.Equal(["text", "bytes", "none", "number"], read.Message.Headers.Select(h => h.Key));
        Assert.Equal(["abc"u8.ToArray(), [0, 255], null, "-42"u8.ToArray()], read.Message.Headers.Select(h => (byte[]?)h.GetValueBytes()));
    }

    [Fact]
    public async Task Send_TombstoneAndEmptyValue_StayApart()
    {
        using var producer = Producer();
        foreach (var value in (byte[]?[])[null, []])
            producer.Send(OutgoingRecord.Of(new TopicPartition(Topic, 0), new Message<byte[]?, byte[]> { Key = null, Value = value!, Headers = [] }, Done));

        var read = await KafkaRecords.ReadUntilAsync(_broker.Options, Topic, r => r.Count >= 2);
        Assert.Equal([null, []], read.Select(r => r.Message.Value));
        Assert.All(read, r => Assert.Null(r.Message.Key));
    }

    [Fact]
    public async Task Send_ManyFromManyThreads_EachIsDoneOnceAndArrivesWhole()
    {
        const int Threads = 4;
        const int Each = 500;
        using var producer = Producer();
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                var text = $"{thread}/{i}/{new string('x', i % 300)}";
                var record = new OutgoingRecord(new TopicPartition(Topic, Partition.Any), (r, error) =>
                {
                    // Given back as in earnest, so that a buffer handed out too soon would show.
                    r.Free();
                    _done.Enqueue(error);
                }, expectedBytes: 16);
                record.Write(Encoding.UTF8.GetBytes(text));
                record.SetKey(text);
                record.AddHeader("h", text);
                producer.Send(record);
            }
        })));

        var read = await KafkaRecords.ReadUntilAsync(_broker.Options, Topic, r => r.Count >= Threads * Each);
        await Eventually.BecomesTrueAsync(() => _done.Count == Threads * Each, "each is acknowledged");
        Assert.All(_done, error => Assert.Equal(ErrorCode.NoError, error));
        Assert.All(read, r => Assert.Equal((r.Message.Key, r.Message.Key), (Encoding.UTF8.GetString(r.Message.Value!), Encoding.UTF8.GetString(r.Message.Headers.GetLastBytes("h")))));
        Assert.Equal(Threads * Each, read.Select(r => r.Message.Key).Distinct().Count());
    }

    [Fact]
    public void Send_OverTheRecordLimit_IsRefusedOnceAtOnce()
    {
        using var producer = Producer(("message.max.bytes", "1000"));
        var record = new OutgoingRecord(new TopicPartition(Topic, 0), Done, expectedBytes: 1);
        record.Write(new byte[5000]);
        record.SetNoKey();
        producer.Send(record);
        Assert.Equal(ErrorCode.MsgSizeTooLarge, Assert.Single(_done));
    }

    [Fact]
    public async Task Purge_NotSentYet_GivesBackAndSendsOnAfterwards()
    {
        using var producer = Producer(("reconnect.backoff.max.ms", "100"));
        Send(producer, "before");
        await Eventually.BecomesTrueAsync(() => _done.Count == 1, "the first is acknowledged");
        _broker.SetDown();
        for (var i = 0; i < 20; i++)
            Send(producer, $"purged-{i}");
        producer.Purge();
        await Eventually.BecomesTrueAsync(() => _done.Count == 21, "each has its end");
        Assert.Contains(ErrorCode.Local_PurgeQueue, _done);

        _broker.SetUp();
        Send(producer, "after");

        await Eventually.BecomesTrueAsync(() => _done.Count == 22, "what follows is acknowledged: the gap in the sequence is mended");
        Assert.Equal([ErrorCode.NoError, ErrorCode.NoError], [_done.First(), _done.Last()]);
        var read = await KafkaRecords.ReadUntilAsync(_broker.Options, Topic, r => r.Any(x => x.Message.Key == "after"));
        Assert.Contains(read, r => r.Message.Key == "before");
    }

    [Fact]
    public void Create_UnknownSetting_NamesIt()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => Producer(("no.such.setting", "1")));
        Assert.Contains("no.such.setting", fault.Message, StringComparison.Ordinal);
    }

    private void Send(WorkerProducer producer, string key) =>
        producer.Send(OutgoingRecord.Of(new TopicPartition(Topic, 0), new Message<byte[]?, byte[]> { Key = Encoding.UTF8.GetBytes(key), Value = [1], Headers = [] }, Done));

    private void Done(OutgoingRecord record, ErrorCode error)
    {
        record.Free();
        _done.Enqueue(error);
    }

    private WorkerProducer Producer(params (string Key, string Value)[] settings)
    {
        var properties = new Dictionary<string, string>(_broker.Options.Properties);
        foreach (var (key, value) in settings)
            properties[key] = value;
        var options = new WorkerOptions { Kafka = new KafkaOptions { BootstrapServers = _broker.BootstrapServers, Properties = properties }, Models = "", Name = "worker" };
        return new WorkerProducer(options, new NoLifetime(), NullLogger<WorkerProducer>.Instance);
    }
}
