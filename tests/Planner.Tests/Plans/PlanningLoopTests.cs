using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Client;
using Shepherd.Client.Control;
using Shepherd.Planner.Cluster;
using Shepherd.Planner.Leadership;
using Shepherd.Planner.Operations;
using Shepherd.Planner.Plans;
using Shepherd.Planner.Targets;
using Shepherd.Planner.Tests.Cluster;
using Shepherd.Schemas.Control;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Planner.Tests.Plans;

public sealed class PlanningLoopTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Fact]
    public async Task Execute_HeartbeatsCanNoLongerBeFollowed_EndsWithAnErrorThatNamesTheTopic()
    {
        var options = new PlannerOptions { Kafka = kafka.NewOptions() };
        await kafka.CreateTopicsAsync(options.Kafka.Topics, ["g"]);
        var clock = new BreakableClock();
        var view = new ClusterView(options.WorkerTtl, clock);
        using var publisher = new PlanPublisher(options, TimeProvider.System, NullLogger<PlanPublisher>.Instance);
        using var loop = NewLoop(options, view, publisher, new GivenTopics(("g", 4)));
        await loop.StartAsync(CancellationToken.None);
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await BeatAsync(options);
                return view.Snapshot().Offers.Count == 1;
            },
            "the planner leads and hears the worker");

        clock.Break();
        await BeatAsync(options);

        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => loop.ExecuteTask!.WaitAsync(Eventually.Patience));
        Assert.True(thrown is InferenceClientException, thrown.ToString());
        Assert.Contains(options.Kafka.Topics.Workers, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_TopicsOfOneGroupNeverCome_PlansTheOthers()
    {
        var options = new PlannerOptions { Kafka = kafka.NewOptions(), WorkerTtl = TimeSpan.FromMinutes(5) };
        await kafka.CreateTopicsAsync(options.Kafka.Topics, ["g"]);
        using var publisher = new PlanPublisher(options, TimeProvider.System, NullLogger<PlanPublisher>.Instance);
        using var loop = NewLoop(options, new ClusterView(options.WorkerTtl, TimeProvider.System), publisher, new GivenTopics(("g", 4), ("h", 2)));
        using var plans = new PlanLog(options.Kafka);
        await loop.StartAsync(CancellationToken.None);
        await OwnsAsync(options, plans, Beats.Of("w") with { Groups = ["g", "never"] }, "g", 4);
        // And another comes while it is asked about.
        await OwnsAsync(options, plans, Beats.Of("w", [0, 1, 2, 3], epoch: plans.Epoch) with { Groups = ["g", "h", "never"] }, "h", 2);
        await loop.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task RunAsync_NoBroker_EndsWithAnErrorThatNamesTheAddress()
    {
        var options = new PlannerOptions { Kafka = kafka.Options with { BootstrapServers = "127.0.0.1:1" }, ConnectTimeout = TimeSpan.FromMilliseconds(200) };

        var thrown = await Assert.ThrowsAsync<InferenceClientException>(() => PlannerHost.RunAsync(options).WaitAsync(Eventually.Patience));

        Assert.Contains("127.0.0.1:1", thrown.Message, StringComparison.Ordinal);
    }

    private static Task BeatAsync(PlannerOptions options, WorkerHeartbeat? beat = null) =>
        KafkaRecords.ProduceAsync(options.Kafka, options.Kafka.Topics.Workers, ControlCodec.Encode(beat ?? Beats.Of("w")), "w");

    private static Task OwnsAsync(PlannerOptions options, PlanLog plans, WorkerHeartbeat beat, string group, int partitions) => Eventually.BecomesTrueAsync(
        async () =>
        {
            await BeatAsync(options, beat);
            return plans.Plan?.Assignments.Any(a => a.Worker == beat.Worker && a.Group == group && a.Partitions.Length == partitions) == true;
        },
        $"{beat.Worker} owns {group}");

    private static PlanningLoop NewLoop(PlannerOptions options, ClusterView view, PlanPublisher publisher, GivenTopics topics) => new(
        options,
        view,
        publisher,
        new GroupTopics(topics, TimeProvider.System),
        new SpreadTargets(options.ServingGroupDevices),
        new DirectiveBook(),
        new LeaderDuty(options, publisher, new AdvertisedAddress(), TimeProvider.System, NullLogger<LeaderDuty>.Instance),
        TimeProvider.System,
        NullLogger<PlanningLoop>.Instance);
}
