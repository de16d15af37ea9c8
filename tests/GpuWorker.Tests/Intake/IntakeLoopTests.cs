using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Client.Embedded;
using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Control;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Offsets;
using Shepherd.GpuWorker.Ownership;
using Shepherd.GpuWorker.Publishing;
using Shepherd.GpuWorker.Serving;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.GpuWorker.Tests.Intake;

public sealed class IntakeLoopTests : IAsyncDisposable
{
    private const int RecordsMax = 8;
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly WorkerOptions _options;
    private readonly IntakeGate _gate = new(RecordsMax, 1 << 30);
    private readonly OffsetTracker _tracker = new();
    private readonly RecordingLog<IntakeLoop> _log = new();
    private readonly ManualClock _clock = new();
    private readonly Lease _lease;
    private readonly Heartbeats _heartbeats;
    private readonly IDisposable[] _parts;
    private long _plans;

    public IntakeLoopTests()
    {
        _options = new WorkerOptions { Kafka = _broker.Options, Models = "", Name = "worker" };
        _broker.CreateTopics(_options.Kafka.Topics, ["g"], requestPartitions: 2);
        var (clock, lifetime) = (new WorkerClock(TimeProvider.System), new NoLifetime());
        var producer = new WorkerProducer(_options, lifetime, NullLogger<WorkerProducer>.Instance);
        _lease = HeldLease.Of(_options, _clock);
        var plan = new PlanFollower(_options, NullLogger<PlanFollower>.Instance);
        var publisher = new ResultPublisher(_options, producer, _tracker, _gate, _lease, clock, TimeProvider.System, NullLogger<ResultPublisher>.Instance);
        var models = new ServedModels([], []);
        var driver = new Driver(_options, new LaneTurns(_options), models, new EdfPolicy(), publisher, clock, lifetime, NullLogger<Driver>.Instance);
        var store = new OffsetStore(_options);
        _heartbeats = new Heartbeats(_options, producer, _tracker, _gate, _lease, clock, TimeProvider.System, lifetime, NullLogger<Heartbeats>.Instance);
        var receiver = new Receiver(_options, models, publisher, driver, clock);
        var intake = new IntakeLoop(_options, plan, _tracker, store, _gate, _lease, receiver, _heartbeats, lifetime, TimeProvider.System, _log);
        _parts = [intake, driver, publisher, plan, store, producer, _broker];
        _ = plan.StartAsync();
        intake.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _heartbeats.DisposeAsync();
        foreach (var part in _parts)
            part.Dispose();
    }

    [Fact]
    public async Task Plan_AddsAPartitionWhilePaused_AllGoOnOnceThereIsRoom()
    {
        await FollowAsync(0);
        for (var i = 0; i < RecordsMax; i++)
            _gate.Take(1);
        // The second plan is followed a round after the first: the gate has been looked at in between.
        await FollowAsync(0);
        await FollowAsync(0);
        _gate.Release(1);
        await FollowAsync(0, 1);
        for (var i = 1; i < RecordsMax; i++)
            _gate.Release(1);
        foreach (var partition in (int[])[0, 1])
            await KafkaRecords.ProduceAsync(_options.Kafka, _options.Kafka.Topics.Requests("g"), [1], partition: partition);
        await Eventually.BecomesTrueAsync(
            () => _tracker.ToCommit().SelectMany(c => c.Offsets).Count(o => o.Offset == 1) == 2,
            "the record of each partition has its outcome",
            TimeSpan.FromSeconds(20));
        Assert.Equal(0, _gate.Records);
    }

    [Fact]
    public async Task Plan_CommittedOffsetsCannotBeReadForAWhile_IsFollowedAfterOneWarningThatNamesAll()
    {
        _broker.FailRequests(KafkaApi.OffsetFetch, [.. Enumerable.Repeat(ErrorCode.GroupAuthorizationFailed, 4)]);

        await FollowAsync(0, 1);

        var warning = Assert.Single(_log.Lines, l => l.Level == LogLevel.Warning).Text;
        string[] named = [_options.Kafka.Topics.ConsumerGroup("g"), "Partitions 0, 1 of", _options.Kafka.Topics.Requests("g"), "uthoriz", "may READ the group"];
        Assert.All(named, part => Assert.Contains(part, warning, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lease_RanOut_OnlyANewerPlanGivesPartitionsBack()
    {
        await FollowAsync(0, 1);
        _clock.Advance(_options.LeaseTtl);
        _tracker.Lose(_ => true);
        await Eventually.BecomesTrueAsync(() => !_tracker.IsHeld(new TopicPartition(_options.Kafka.Topics.Requests("g"), 0)), "the intake lets go of what was lost");

        _lease.Acknowledge(_lease.NowNs);
        Assert.True(_lease.PlanRead(_lease.NowNs, new Epoch(1, _plans)));
        await Eventually.BecomesTrueAsync(() => _log.Lines.Any(l => l.Text == $"Following plan 1.{_plans}; partitions: 0"), "the plan of before gives it nothing");
        Assert.Empty(_tracker.Owned());

        await FollowAsync(0, 1);
        Assert.Equal([0, 1], Assert.Single(_tracker.Owned()).Partitions);
    }

    private async Task FollowAsync(params int[] partitions)
    {
        var epoch = new Epoch(1, ++_plans);
        var plan = new PlanRecord(epoch, "planner", DateTimeOffset.UnixEpoch, "", [new PlanAssignment(_options.Name, "g", partitions)]);
        await KafkaRecords.ProduceAsync(_options.Kafka, _options.Kafka.Topics.Plan, ControlCodec.Encode(plan), headers: [(HeaderNames.ContentType, ContentTypes.Avro)]);
        await Eventually.BecomesTrueAsync(() => _heartbeats.Followed() == epoch, $"the intake follows plan {epoch}");
    }
}
