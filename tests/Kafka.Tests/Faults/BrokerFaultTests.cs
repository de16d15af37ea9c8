using Confluent.Kafka;
using Shepherd.Client.Embedded;
using Shepherd.Kafka.Tests.Pipeline;

namespace Shepherd.Kafka.Tests.Faults;

/// <summary>A broker that is away, slow, answers with errors, or hands its partitions on, while requests are under way: all are answered, and whatever was held up goes on.</summary>
[Collection(FaultCollection.Name)]
public sealed class BrokerFaultTests(BrokerFaultTests.TwoBrokers fixture) : IClassFixture<BrokerFaultTests.TwoBrokers>
{
    private const string Group = "work";
    private const int InFlight = 8;

    /// <summary>Longer than the leases of the workers.</summary>
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan SlowRoundTrip = TimeSpan.FromMilliseconds(200);

    private FaultCluster Cluster => fixture.Cluster;

    [Fact]
    public async Task Down_LongerThanTheLeases_AllIsAnsweredAfterwards()
    {
        await using var load = await Cluster.LoadAsync(Group, InFlight);
        Cluster.Broker.SetDown();
        await Task.Delay(Outage);
        Cluster.Broker.SetUp();
        await load.GoesOnAsync("the broker is back");
        await Cluster.EndAsync(load);
        Assert.Contains("The lease ran out", Cluster.Process("worker-1").LogTail(200), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LeaderMoved_OfEveryTopic_AllGoesOn()
    {
        var topics = Cluster.Kafka.Topics;
        await using var load = await Cluster.LoadAsync(Group, InFlight);
        foreach (var (topic, partitions) in new[] { (topics.Requests(Group), FaultCluster.Partitions), (topics.Results, Schemas.TopicNames.ResultPartitions), (topics.Plan, 1), (topics.Workers, 1) })
        {
            // Whichever led before, one of the two is a move.
            foreach (var broker in (int[])[1, 2])
            {
                for (var partition = 0; partition < partitions; partition++)
                    Cluster.Broker.SetLeader(topic, partition, broker);
                await load.GoesOnAsync($"broker {broker} leads {topic}");
            }
        }

        // Plans are written and followed at the new leader, too.
        await Cluster.PinAsync(Group, "worker-1");
        await Cluster.CommandAsync("unpin", Group);
        await Cluster.EndAsync(load);
    }

    [Fact]
    public async Task RoundTrip_OfAFifthOfASecond_AllIsAnsweredAndPartitionsMove()
    {
        await using var load = await Cluster.LoadAsync(Group, InFlight);
        Cluster.Broker.SetRoundTripTime(SlowRoundTrip);
        try
        {
            await load.GoesOnAsync("every answer of the brokers takes its time");
            await Cluster.PinAsync(Group, "worker-2");
            await load.GoesOnAsync("it has moved");
        }
        finally
        {
            Cluster.Broker.SetRoundTripTime(TimeSpan.Zero);
        }

        await Cluster.CommandAsync("unpin", Group);
        await Cluster.EndAsync(load);
    }

    [Theory]
    [InlineData(KafkaApi.Produce, 40, ErrorCode.NotLeaderForPartition, ErrorCode.RequestTimedOut, ErrorCode.NotEnoughReplicas)]
    [InlineData(KafkaApi.Fetch, 200, ErrorCode.NotLeaderForPartition, ErrorCode.UnknownTopicOrPart)]
    [InlineData(KafkaApi.OffsetCommit, 10, ErrorCode.NotCoordinatorForGroup, ErrorCode.GroupAuthorizationFailed, ErrorCode.Local_Transport)]
    public async Task Fail_WhatALoadAsksFor_AllGoesOn(KafkaApi api, int times, params ErrorCode[] errors)
    {
        await using var load = await Cluster.LoadAsync(Group, InFlight);
        foreach (var error in errors)
        {
            Fail(api, error, times);
            await load.GoesOnAsync($"{api} fails with {error}");
            Cluster.Broker.ClearFailures(api);
        }

        await load.GoesOnAsync($"{api} fails no more");
        await Cluster.EndAsync(load);
    }

    [Theory]
    [InlineData(KafkaApi.OffsetFetch, 20, ErrorCode.GroupLoadInProgress, ErrorCode.GroupAuthorizationFailed)]
    [InlineData(KafkaApi.FindCoordinator, 20, ErrorCode.GroupCoordinatorNotAvailable)]
    [InlineData(KafkaApi.OffsetCommit, 5, ErrorCode.NotCoordinatorForGroup)]
    public async Task Fail_WhatAHandOverAsksFor_ThePartitionsArriveAllTheSame(KafkaApi api, int times, params ErrorCode[] errors)
    {
        await Cluster.PinAsync(Group, "worker-1");
        await using var load = await Cluster.LoadAsync(Group, InFlight);
        foreach (var (error, i) in errors.Select((e, i) => (e, i)))
        {
            Fail(api, error, times);
            // Nobody asks for a coordinator unless the one that is known is none.
            if (api == KafkaApi.FindCoordinator)
                Fail(KafkaApi.OffsetFetch, ErrorCode.NotCoordinatorForGroup, times);
            await Cluster.PinAsync(Group, i % 2 == 0 ? "worker-2" : "worker-1");
            Cluster.Broker.ClearFailures(api);
            Cluster.Broker.ClearFailures(KafkaApi.OffsetFetch);
            await load.GoesOnAsync("its new owner serves it");
        }

        await Cluster.CommandAsync("unpin", Group);
        await Cluster.EndAsync(load);
        Assert.All(Cluster.Dev.Children, c => Assert.False(c.Exited.IsCompleted, $"{c.Name} ended"));
    }

    private void Fail(KafkaApi api, ErrorCode error, int times) => Cluster.Broker.FailRequests(api, [.. Enumerable.Repeat(error, times)]);

    /// <summary>Two workers on a Kafka of two brokers.</summary>
    public sealed class TwoBrokers : FaultFixture
    {
        // The embedded broker checks no sequence numbers: a client with several writes under way takes the success of a later one as proof of an earlier one that failed, as it may with Kafka, and here that one is lost.
        private protected override Task<FaultCluster> StartAsync() => FaultCluster.StartAsync(
            [new PlayedModel(Group, BatchMs: 40, MaxBatch: 2)],
            options => options with { Kafka = options.Kafka! with { Properties = new Dictionary<string, string>(options.Kafka!.Properties) { ["max.in.flight.requests.per.connection"] = "1" } } },
            brokers: 2);
    }
}
