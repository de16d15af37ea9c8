using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Client;
using Shepherd.Planner.Cluster;
using Shepherd.Planner.Leadership;
using Shepherd.Planner.Operations;
using Shepherd.Planner.Plans;
using Shepherd.Planner.Targets;
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
        using var groups = new GroupTopics(options, TimeProvider.System, NullLogger<GroupTopics>.Instance);
        using var loop = new PlanningLoop(
            options,
            view,
            publisher,
            groups,
            new SpreadTargets(options.ServingGroupDevices),
            new DirectiveBook(),
            new LeaderDuty(options, publisher, TimeProvider.System, NullLogger<LeaderDuty>.Instance),
            TimeProvider.System,
            NullLogger<PlanningLoop>.Instance);
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
    public async Task RunAsync_NoBroker_EndsWithAnErrorThatNamesTheAddress()
    {
        var options = new PlannerOptions { Kafka = kafka.Options with { BootstrapServers = "127.0.0.1:1" }, ConnectTimeout = TimeSpan.FromMilliseconds(200) };

        var thrown = await Assert.ThrowsAsync<InferenceClientException>(() => PlannerHost.RunAsync(options).WaitAsync(Eventually.Patience));

        Assert.Contains("127.0.0.1:1", thrown.Message, StringComparison.Ordinal);
    }

    private static Task BeatAsync(PlannerOptions options) =>
        KafkaRecords.ProduceAsync(options.Kafka, options.Kafka.Topics.Workers, ControlCodec.Encode(Beats.Of("w")), "w");
}
