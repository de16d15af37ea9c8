using Shepherd.Client.Cluster;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Client.Tests.Cluster;

public sealed class ClusterReaderTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Fact]
    public async Task WaitUntilReadyAsync_PlanFollowed_Ready()
    {
        var options = await CreateAsync();
        using var reader = new ClusterReader(options, workerTtl: Eventually.Patience);
        await reader.CaughtUp.WaitAsync(Eventually.Patience);
        var waiting = reader.WaitUntilReadyAsync(Eventually.Patience);
        Assert.False((await reader.GetStatusAsync()).Ready);

        await PublishAsync(options, new Epoch(1, 1));

        var status = await waiting;
        Assert.True(status.Ready);
        Assert.Equal(("w", new Epoch(1, 1), "m"), (status.Workers.Single().Worker, status.Plan!.Epoch, status.Models.Single().Key));
    }

    [Fact]
    public async Task GetStatusAsync_OlderPlanLater_NewestStays()
    {
        var options = await CreateAsync();
        using var reader = new ClusterReader(options);
        await PublishAsync(options, new Epoch(2, 1));
        await PublishAsync(options, new Epoch(1, 9));
        await Responder.AddModelAsync(options, "marker", "g");

        await Eventually.BecomesTrueAsync(async () => (await reader.GetStatusAsync()) is { Models.Count: 2, Plan: not null }, "everything is read");
        Assert.Equal(new Epoch(2, 1), (await reader.GetStatusAsync()).Plan!.Epoch);
    }

    [Fact]
    public async Task GetStatusAsync_WorkerSilentPastTheLimit_IsGone()
    {
        var options = await CreateAsync();
        var clock = new ManualClock();
        using var reader = new ClusterReader(options, clock: clock);
        await reader.CaughtUp.WaitAsync(Eventually.Patience);
        await PublishAsync(options, new Epoch(1, 1));
        await Eventually.BecomesTrueAsync(async () => (await reader.GetStatusAsync()).Ready, "ready");

        clock.Advance(ClusterReader.DefaultWorkerTtl + TimeSpan.FromMilliseconds(1));

        var status = await reader.GetStatusAsync();
        Assert.Empty(status.Workers);
        Assert.Equal("worker 'w' of plan 1.1 is silent", status.Reason);
    }

    [Fact]
    public async Task GetStatusAsync_UnreadableHeartbeat_IsSkipped()
    {
        var options = await CreateAsync();
        using var reader = new ClusterReader(options, workerTtl: Eventually.Patience);
        await reader.CaughtUp.WaitAsync(Eventually.Patience);
        await KafkaRecords.ProduceAsync(options, options.Topics.Workers, [1, 2, 3], "bad");

        await PublishAsync(options, new Epoch(1, 1));

        await Eventually.BecomesTrueAsync(async () => (await reader.GetStatusAsync()).Ready, "ready all the same");
    }

    [Fact]
    public async Task WaitUntilReadyAsync_NobodyThere_TimeoutSaysWhatIsMissing()
    {
        var options = await CreateAsync();
        using var reader = new ClusterReader(options);
        await reader.CaughtUp.WaitAsync(Eventually.Patience);

        var thrown = await Assert.ThrowsAsync<TimeoutException>(() => reader.WaitUntilReadyAsync(TimeSpan.Zero));

        Assert.Contains("no plan", thrown.Message, StringComparison.Ordinal);
    }

    private async Task<KafkaOptions> CreateAsync()
    {
        var options = kafka.NewOptions();
        await kafka.CreateTopicsAsync(options.Topics, ["g"], requestPartitions: 2);
        await Responder.AddModelAsync(options, "m", "g");
        return options;
    }

    private static async Task PublishAsync(KafkaOptions options, Epoch epoch)
    {
        var plan = new PlanRecord(epoch, "p", DateTimeOffset.UnixEpoch, "test", [new PlanAssignment("w", "g", [0, 1])]);
        await KafkaRecords.ProduceAsync(options, options.Topics.Plan, ControlCodec.Encode(plan), "plan");
        var beat = new WorkerHeartbeat("w", 1, DateTimeOffset.UnixEpoch, WorkerState.Ready, epoch, [], ["g"], [new OwnedPartitions("g", [0, 1])], 0, 0);
        await KafkaRecords.ProduceAsync(options, options.Topics.Workers, ControlCodec.Encode(beat), "w");
    }
}
