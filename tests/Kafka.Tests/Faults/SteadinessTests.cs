using Shepherd.Kafka.Tests.Pipeline;
using Shepherd.Schemas.Control;
using Shepherd.Tests.Shared;

namespace Shepherd.Kafka.Tests.Faults;

/// <summary>Partitions stay where they are while nothing changes.</summary>
[Collection(FaultCollection.Name)]
public sealed class SteadinessTests
{
    private const int Periods = 10;

    /// <summary>Without a plan for so many periods, what there is has settled.</summary>
    private const int SettledPeriods = 3;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task ConstantLoad_ForTenPeriods_MovesNothing()
    {
        await using var cluster = await FaultCluster.StartAsync(
            [new PlayedModel("heavy", BatchMs: 60, MaxBatch: 4), new PlayedModel("light", BatchMs: 10, MaxBatch: 4)],
            options => options with { PlannerArguments = ["--plan-period", $"{Period.TotalSeconds}", "--dwell", "1"] });
        await using var heavy = await cluster.LoadAsync("heavy", inFlight: 12);
        await using var light = await cluster.LoadAsync("light", inFlight: 2);
        var last = cluster.Control.Plan.CreatedAt;
        await Eventually.BecomesTrueAsync(
            () =>
            {
                last = cluster.Control.Plan.CreatedAt;
                return DateTimeOffset.UtcNow - last > SettledPeriods * Period;
            },
            "no plan for some periods");

        var before = cluster.Control.Plans.Count;
        // What is looked for is that nothing happens for so long.
        await Task.Delay(Periods * Period);
        var plans = cluster.Control.Plans;
        Assert.True(Moves(plans, before - 1) == 0, string.Join("\n", plans.Skip(before).Select(p => $"{p.Epoch}: {p.Reason}")));
        await cluster.EndAsync(heavy);
        await cluster.EndAsync(light);
        Assert.All(cluster.Dev.Children, c => Assert.False(c.Exited.IsCompleted, c.Name));
    }

    /// <summary>Partitions that change their owner-to-be, over all plans from one on.</summary>
    private static int Moves(IReadOnlyList<PlanRecord> plans, int from) =>
        plans.Skip(from).Zip(plans.Skip(from + 1), (a, b) => Owners(b).Count(o => Owners(a).TryGetValue(o.Key, out var worker) && worker != o.Value)).Sum();

    private static Dictionary<(string, int), string> Owners(PlanRecord plan) =>
        (plan.Target.Count > 0 ? plan.Target : plan.Assignments).SelectMany(a => a.Partitions.Select(p => ((a.Group, p), a.Worker))).ToDictionary(o => o.Item1, o => o.Worker);
}
