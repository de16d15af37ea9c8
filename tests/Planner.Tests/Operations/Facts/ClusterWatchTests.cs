using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Planner.Operations;
using Shepherd.Planner.Operations.Facts;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Planner.Tests.Operations.Facts;

public sealed class ClusterWatchTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
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
}
