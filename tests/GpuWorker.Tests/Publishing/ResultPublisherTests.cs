using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Client.Embedded;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Offsets;
using Shepherd.GpuWorker.Ownership;
using Shepherd.GpuWorker.Publishing;
using Shepherd.GpuWorker.Serving;
using Shepherd.Schemas;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.GpuWorker.Tests.Publishing;

public sealed class ResultPublisherTests : IDisposable
{
    private const string Topic = "shepherd.requests.g";
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly OffsetTracker _tracker = new();
    private readonly IntakeGate _gate = new(1024, 1 << 30);

    public ResultPublisherTests()
    {
        _broker.CreateTopics(new TopicNames(), ["g"], requestPartitions: 1);
        _tracker.Start("g", new TopicPartition(Topic, 0), 0);
    }

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Publish_ClientRefusesAtOnce_TriesAgainUntilTheBrokerHasEach()
    {
        _broker.SetDown();
        using var publisher = new Harness(this, NullLogger<ResultPublisher>.Instance, ("queue.buffering.max.messages", "1"));
        for (var offset = 0; offset < 5; offset++)
            publisher.Publish(offset, $"r-{offset}");
        Assert.Equal(5, _gate.Records);
        _broker.SetUp();
        await Eventually.BecomesTrueAsync(() => _gate.Records == 0, "every outcome is acknowledged");
        Assert.Equal(5, Assert.Single(_tracker.ToCommit()).Offsets.Single().Offset.Value);
        var results = await KafkaRecords.ReadUntilAsync(publisher.Options.Kafka, publisher.Options.Kafka.Topics.Results, read => read.Count >= 5);
        Assert.Equal(["r-0", "r-1", "r-2", "r-3", "r-4"], results.Select(r => r.Message.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Publish_DefaultTopicIsMissingForAWhile_IsPublishedOnceItIsThere()
    {
        var log = new RecordingLog<ResultPublisher>();
        using var publisher = new Harness(this, log);
        var topic = publisher.Options.Kafka.Topics.Results;
        _broker.SetTopicError(topic, ErrorCode.UnknownTopicOrPart);
        publisher.Publish(0, "early");
        await Eventually.BecomesTrueAsync(() => log.Lines.Count >= 2, "the client says twice that there is no such topic");
        _broker.SetTopicError(topic, ErrorCode.NoError);
        await Eventually.BecomesTrueAsync(() => _gate.Records == 0, "the outcome is acknowledged");
    }

    [Fact]
    public async Task Publish_OutputsOverTheRecordLimit_IsARuntimeErrorThatSaysSo()
    {
        using var publisher = new Harness(this, NullLogger<ResultPublisher>.Instance, ("message.max.bytes", "2000"));
        publisher.Publish(0, "large", new Tensor("y", TensorDatatype.UInt8, [5000], new byte[5000]));
        await Eventually.BecomesTrueAsync(() => _gate.Records == 0, "the outcome is acknowledged");
        var record = Assert.Single(await KafkaRecords.ReadUntilAsync(publisher.Options.Kafka, publisher.Options.Kafka.Topics.Results, read => read.Count >= 1));
        Assert.Equal("RUNTIME_ERROR", record.Header(HeaderNames.Status));
    }

    [Fact]
    public async Task Publish_LargeOutputsOverTheRecordLimit_HasADeadLetterWithItsRequest()
    {
        using var publisher = new Harness(this, NullLogger<ResultPublisher>.Instance, ("message.max.bytes", "500000"));
        publisher.Publish(0, "large", new Tensor("y", TensorDatatype.UInt8, [600_000], new byte[600_000]));
        await Eventually.BecomesTrueAsync(() => _gate.Records == 0, "the outcome and the dead letter are acknowledged");
        var letter = Assert.Single(await KafkaRecords.ReadUntilAsync(publisher.Options.Kafka, TopicNames.DeadLetter(Topic), read => read.Count >= 1));
        Assert.Equal([1, 2, 3], letter.Message.Value);
        Assert.Equal(("RUNTIME_ERROR", "large", "0"), (letter.Header("shepherd-dlq-status"), letter.Header("shepherd-dlq-request-id"), letter.Header("shepherd-dlq-offset")));
        Assert.Contains("record limit", letter.Header("shepherd-dlq-reason"), StringComparison.Ordinal);
        var result = Assert.Single(await KafkaRecords.ReadUntilAsync(publisher.Options.Kafka, publisher.Options.Kafka.Topics.Results, read => read.Count >= 1));
        Assert.Equal("RUNTIME_ERROR", result.Header(HeaderNames.Status));
    }

    [Fact]
    public void Publish_NothingLeftToLeaveOutAndStillTooLarge_ReturnsAndStaysUncommitted()
    {
        using var publisher = new Harness(this, NullLogger<ResultPublisher>.Instance, ("message.max.bytes", "1000"));
        publisher.Publish(0, new string('i', 900));
        Assert.Equal(1, _gate.Records);
        Assert.Empty(_tracker.ToCommit());
    }

    [Fact]
    public async Task Publish_LeaseRanOut_WaitsUntilItHoldsAgain()
    {
        var clock = new ManualClock();
        Lease? lease = null;
        using var publisher = new Harness(this, options => lease = HeldLease.Of(options, clock));
        clock.Advance(publisher.Options.LeaseTtl);
        Assert.False(lease!.Check());
        publisher.Publish(0, "held");
        publisher.Release();
        Assert.Equal(1, _gate.Records);

        HeldLease.Hold(lease);
        publisher.Release();

        await Eventually.BecomesTrueAsync(() => _gate.Records == 0, "the outcome is acknowledged");
        Assert.Equal(1, Assert.Single(_tracker.ToCommit()).Offsets.Single().Offset.Value);
    }

    [Fact]
    public void Publish_LeaseDoesNotOutlastTheClientsQueue_Waits()
    {
        var clock = new ManualClock();
        Lease? lease = null;
        using var publisher = new Harness(this, options => lease = HeldLease.Of(options, clock));
        clock.Advance(publisher.Options.LeaseTtl - publisher.Options.SendTimeout);
        Assert.True(lease!.Holds);
        publisher.Publish(0, "held");
        publisher.Release();
        Assert.Equal(1, _gate.Records);
        Assert.All(KafkaRecords.CountPerPartition(publisher.Options.Kafka, publisher.Options.Kafka.Topics.Results), count => Assert.Equal(0, count));
    }

    [Fact]
    public void Publish_PartitionWentToAnother_IsThrownAwayAndGivesItsRoomBack()
    {
        using var publisher = new Harness(this, NullLogger<ResultPublisher>.Instance);
        var holding = _tracker.Start("g", new TopicPartition(Topic, 0), 0, new Epoch(1, 1));
        holding.Lose();
        publisher.Publish(0, "lost", holding);
        Assert.Equal(0, _gate.Records);
        Assert.Empty(_tracker.ToCommit());
    }

    [Fact]
    public async Task Publish_PartitionWentToAnotherWhileHeld_IsThrownAwayOnceTheLeaseHolds()
    {
        var clock = new ManualClock();
        Lease? lease = null;
        using var publisher = new Harness(this, options => lease = HeldLease.Of(options, clock));
        var lost = _tracker.Start("g", new TopicPartition(Topic, 0), 0, new Epoch(1, 1));
        clock.Advance(publisher.Options.LeaseTtl);
        publisher.Publish(0, "lost", lost);
        var kept = new Holding("g", new TopicPartition(Topic, 0), new Epoch(7, 2));
        publisher.Publish(1, "kept", kept);
        lost.Lose();
        HeldLease.Hold(Fenced(lease!));
        publisher.Release();

        await Eventually.BecomesTrueAsync(() => _gate.Records == 0, "both are settled");
        var result = Assert.Single(await KafkaRecords.ReadUntilAsync(publisher.Options.Kafka, publisher.Options.Kafka.Topics.Results, read => read.Count >= 1));
        Assert.Equal(("kept", "7.2"), (result.Message.Key, result.Header(HeaderNames.Epoch)));
    }

    private static Lease Fenced(Lease lease)
    {
        Assert.False(lease.Check());
        return lease;
    }

    private sealed class Harness : IDisposable
    {
        private readonly ResultPublisherTests _test;
        private readonly WorkerProducer _producer;
        private readonly ResultPublisher _publisher;
        private readonly Lease _publisherLease;

        public Harness(ResultPublisherTests test, Func<WorkerOptions, Lease> lease)
            : this(test, NullLogger<ResultPublisher>.Instance, lease, [])
        {
        }

        public Harness(ResultPublisherTests test, ILogger<ResultPublisher> log, params (string Key, string Value)[] settings)
            : this(test, log, lease: null, settings)
        {
        }

        private Harness(ResultPublisherTests test, ILogger<ResultPublisher> log, Func<WorkerOptions, Lease>? lease, (string Key, string Value)[] settings)
        {
            _test = test;
            var properties = new Dictionary<string, string>(test._broker.Options.Properties) { ["reconnect.backoff.max.ms"] = "100" };
            foreach (var (key, value) in settings)
                properties[key] = value;
            Options = new WorkerOptions { Kafka = test._broker.Options with { Properties = properties }, Models = "", Name = "worker" };
            _producer = new WorkerProducer(Options, new NoLifetime(), NullLogger<WorkerProducer>.Instance);
            _publisherLease = lease?.Invoke(Options) ?? HeldLease.Of(Options);
            _publisher = new ResultPublisher(
                Options, _producer, test._tracker, test._gate, _publisherLease, new WorkerClock(TimeProvider.System), TimeProvider.System, log);
        }

        public WorkerOptions Options { get; }

        public void Release() => _publisher.Release();

        public void Publish(long offset, string id, params Tensor[] outputs) => Publish(offset, id, null, outputs);

        public void Publish(long offset, string id, Holding? holding, params Tensor[] outputs)
        {
            var value = new RecordValue.Deserializer().Deserialize([1, 2, 3], isNull: false, default);
            var record = new TakenRecord("g", new TopicPartitionOffset(Topic, 0, offset), null, null, [], value) { Holding = holding };
            _test._tracker.Take(record.Place);
            _test._gate.Take(record.Value.Length);
            _publisher.Publish(record, new RequestHeaders(), new InferenceResult(id, "m", Outcome.Ok) { Outputs = outputs });
        }

        public void Dispose()
        {
            _publisher.Dispose();
            _producer.Dispose();
        }
    }
}
