using Shepherd.Cli.Simulate.Grid;
using Shepherd.Core.Flex;
using Shepherd.Core.Policies;
using Shepherd.Simulator.Grid;
using Shepherd.Simulator.Report.Lanes;

namespace Shepherd.Cli.Simulate.Report;

/// <summary>What a report shows beside the grid: what preemption is worth, and what lanes do for a while.</summary>
/// <param name="Grid">The grid.</param>
/// <param name="Ablation">FLEX by its threshold, and our policy by kind of preemption.</param>
/// <param name="Cell">Whose timelines there are.</param>
/// <param name="Timelines">One for each policy of the grid.</param>
internal sealed record ReportStudy(GridResult Grid, GridResult Ablation, GridCell Cell, IReadOnlyList<LaneTimeline> Timelines)
{
    /// <summary>The tightest SLO of the grid, at which preemption counts most.</summary>
    private const double SloFactor = 5;

    /// <summary>Enough for lanes to differ, few enough to be seen.</summary>
    private const int Gpus = 4;

    private const double Load = 0.9;

    /// <summary>Three of the slow model's SLOs from the beginning: queues are then as long as they become.</summary>
    private const long TimelineFromNs = 600_000_000;

    /// <summary>Long enough that each policy which stops batches stops some.</summary>
    private const long TimelineToNs = 6_000_000_000;

    /// <summary>Some batches of the slow model, and those of the quick one can still be told apart.</summary>
    private const long TimelineNs = 250_000_000;

    /// <summary>0 for none: FLEX never stops a batch.</summary>
    private static readonly double[] Lambdas = [1.5, 2, 3.03, 5, 10, double.PositiveInfinity];

    private static readonly double[] AblationLoads = [Load, 1.2];

    /// <summary>Runs what the grid did not.</summary>
    public static ReportStudy Of(GridResult grid, CancellationToken cancellation)
    {
        var workloads = GridWorkloads.BuiltIn.Where(w => w.Family is "pair" or "five");
        var cells = workloads.SelectMany(w => AblationLoads.Select(load => new GridCell(w, SloFactor, load, Gpus)));
        var ablation = GridRunner.Run(new GridPlan([.. cells], [.. AblationPolicies()], grid.Plan.Size, grid.Plan.Seed) { SearchesLoads = false, Lanes = grid.Plan.Lanes }, progress: null, cancellation);
        var cell = new GridCell(GridWorkloads.BuiltIn.First(w => w.Family == "pair"), SloFactor, Load, Gpus);
        var scenario = cell.ToScenario(grid.Plan.Size, grid.Plan.Seed) with { DurationNs = TimelineToNs, Lanes = grid.Plan.Lanes };
        var fromNs = TimelineWindow.FindFromNs([.. Timelines(TimelineFromNs, TimelineToNs)], TimelineNs);
        return new ReportStudy(grid, ablation, cell, [.. Timelines(fromNs, fromNs + TimelineNs)]);

        IEnumerable<LaneTimeline> Timelines(long fromNs, long toNs) => grid.Plan.Policies.Select(p => LaneTimeline.Of(scenario with { Preemption = p.Preemption }, p.Create, fromNs, toNs));
    }

    private static IEnumerable<GridPolicy> AblationPolicies()
    {
        foreach (var lambda in Lambdas)
        {
            var name = double.IsFinite(lambda) ? FormattableString.Invariant($"flex λ={lambda}") : "flex none";
            yield return new GridPolicy(name, () => new FlexPolicy(new FlexOptions { Lambda = lambda }), PreemptionTerms.Measured(PreemptionKind.Restart));
        }

        if (!PolicySpec.Names.Contains("shepherd", StringComparer.Ordinal))
            yield break;
        foreach (var kind in Enum.GetValues<PreemptionKind>())
            yield return GridPolicies.Find("shepherd") with { Name = $"shepherd {kind.ToString().ToLowerInvariant()}", Preemption = PreemptionTerms.Measured(kind) };
    }
}
