using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Client.Control;
using Shepherd.Client.Embedded;
using Shepherd.GpuWorker.Control;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Offsets;
using Shepherd.GpuWorker.Ownership;
using Shepherd.GpuWorker.Publishing;
using Shepherd.GpuWorker.Serving;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.GpuWorker.Tests.Ownership;

public sealed class LeaseKeeperTests : IAsyncDisposable
{
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly ManualClock _clock = new();
    private readonly WorkerOptions _options;
    private readonly OffsetTracker _tracker = new();
    private readonly RecordingLog<LeaseKeeper> _log = new();
    private readonly WorkerProducer _producer;
    private readonly Lease _lease;
    private readonly PlanFollower _plan;
    private readonly Heartbeats _heartbeats;
    private readonly LeaseKeeper _keeper;
    private int _lost;

    public LeaseKeeperTests()
    {
        _options = new WorkerOptions { Kafka = _broker.Options, Models = "", Name = "worker" };
        _broker.CreateTopics(_options.Kafka.Topics, ["g"], requestPartitions: 2);
        var lifetime = new NoLifetime();
        _producer = new WorkerProducer(_options, lifetime, NullLogger<WorkerProducer>.Instance);
        _lease = new Lease(_options, new LeaseClock(_clock));
        _plan = new PlanFollower(_options, NullLogger<PlanFollower>.Instance);
        _heartbeats = new Heartbeats(_options, _producer, _tracker, new IntakeGate(8, 8), _lease, new WorkerClock(TimeProvider.System), TimeProvider.System, lifetime, NullLogger<Heartbeats>.Instance);
        _keeper = new LeaseKeeper(_options, _lease, _plan, _tracker, _producer, _heartbeats, lifetime, TimeProvider.System, _log) { Lost = () => Interlocked.Increment(ref _lost) };
    }

    public async ValueTask DisposeAsync()
    {
        await _keeper.DisposeAsync();
        await _heartbeats.DisposeAsync();
        _plan.Dispose();
        _producer.Dispose();
        _broker.Dispose();
    }

    [Fact]
    public async Task Lease_RanOut_EverythingIsGivenUpAndPlansReadByThenGiveNothing()
    {
        var plan = new PlanRecord(new Epoch(1, 4), "planner", DateTimeOffset.UnixEpoch, "", [new PlanAssignment("worker", "g", [0, 1])]);
        await StartAsync(plan);
        Assert.Equal(plan.Epoch, _lease.Floor);
        var holding = _tracker.Start("g", new TopicPartition("g", 0), 0, new Epoch(1, 5));
        // Still this worker's by every plan there is.
        Assert.False(holding.IsLost);

        _clock.Advance(_options.LeaseTtl);
        await Eventually.BecomesTrueAsync(() => holding.IsLost && _lost == 1, "what it held is given up");
        await Eventually.BecomesTrueAsync(() => _lease.Holds, "the lease holds again");

        Assert.Equal(plan.Epoch, _lease.Floor);
        Assert.Empty(_tracker.Owned());
        Assert.True(_tracker.Start("g", new TopicPartition("g", 1), 0, plan.Epoch).IsLost);
    }

    [Fact]
    public async Task Plan_PlannerCountsAShorterTtl_IsHeldAndTold()
    {
        await StartAsync(new PlanRecord(new Epoch(1, 1), "planner", DateTimeOffset.UnixEpoch, "", []) { WorkerTtlMs = 2000 });
        Assert.Equal(TimeSpan.FromSeconds(2), _lease.Ttl);
        Assert.Contains("--lease 2", Assert.Single(_log.Lines, l => l.Text.Contains("the planner gives partitions away", StringComparison.Ordinal)).Text, StringComparison.Ordinal);
    }

    private async Task StartAsync(PlanRecord plan)
    {
        await KafkaRecords.ProduceAsync(_options.Kafka, _options.Kafka.Topics.Plan, ControlCodec.Encode(plan), PlanKeys.OfTerm(plan.Epoch.Term));
        await _plan.StartAsync();
        _heartbeats.Start();
        _keeper.Start();
        await Eventually.BecomesTrueAsync(() => _lease.Holds, "the lease holds");
    }
}
