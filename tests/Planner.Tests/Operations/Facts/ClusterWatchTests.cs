using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Client.Control;
using Shepherd.Planner.Operations;
using Shepherd.Planner.Operations.Facts;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Planner.Tests.Operations.Facts;

public sealed class ClusterWatchTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Fact]
    public async Task History_PlansOfTheLeaderBefore_AreThere()
    {
        var options = new PlannerOptions { Kafka = kafka.NewOptions() };
        await kafka.CreateTopicsAsync(options.Kafka.Topics, ["g"]);
        await WriteAsync(options, PlanKeys.Claim, new ClaimRecord("former", DateTimeOffset.UnixEpoch, 0));
        for (var number = 1; number <= 20; number++)
            await WriteAsync(options, PlanKeys.OfTerm(0), Beats.Plan(new Epoch(0, number), new PlanAssignment($"w{number}", "g", [0, 1])));
        await WriteAsync(options, PlanKeys.Claim, new ClaimRecord("next", DateTimeOffset.UnixEpoch, 0) { Address = "http://next:9470/" });
        await WriteAsync(options, PlanKeys.OfTerm(21), Beats.Plan(new Epoch(21, 1), new PlanAssignment("z", "g", [0, 1])));
        using var watch = new ClusterWatch(options, new DirectiveBook(), TimeProvider.System, NullLogger<ClusterWatch>.Instance);

        await watch.StartAsync(CancellationToken.None);

        await Eventually.BecomesTrueAsync(() => watch.Plan?.Epoch == new Epoch(21, 1), "the plans are read");
        Assert.Equal([.. Enumerable.Range(1, 20).Select(n => new Epoch(0, n)), new Epoch(21, 1)], watch.History.All.Select(p => p.Epoch));
        Assert.Equal("http://next:9470/", watch.Claim!.Record.Address);
        await watch.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task StopAsync_WhileItReads_Ends()
    {
        var options = new PlannerOptions { Kafka = kafka.NewOptions() };
        await kafka.CreateTopicsAsync(options.Kafka.Topics, []);
        using var watch = new ClusterWatch(options, new DirectiveBook(), TimeProvider.System, NullLogger<ClusterWatch>.Instance);
        await watch.StartAsync(CancellationToken.None);
        await Eventually.BecomesTrueAsync(async () => (await watch.LookAsync(CancellationToken.None)).Missing.Length == 0, "the control topics are read");

        // Nothing but its own end ends this wait: a host would give up after its time, and kill the other services.
        await watch.StopAsync(CancellationToken.None).WaitAsync(Eventually.Patience);
        Assert.True(watch.ExecuteTask!.IsCanceled);
    }

    private static Task WriteAsync<T>(PlannerOptions options, string key, T record)
        where T : notnull => KafkaRecords.ProduceAsync(options.Kafka, options.Kafka.Topics.Plan, ControlCodec.Encode(record), key);
}
