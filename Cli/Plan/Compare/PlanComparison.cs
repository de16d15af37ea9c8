using Shepherd.Core.Planning;

namespace Shepherd.Cli.Plan.Compare;

/// <summary>Gives one problem to several planners.</summary>
/// <param name="runner">Plans and simulates.</param>
/// <param name="methods">The planners.</param>
internal sealed class PlanComparison(PlanRunner runner, IReadOnlyList<string> methods)
{
    /// <summary>A demand is met where this share of it is answered in time.</summary>
    public const double MetAttainment = 0.99;

    /// <summary>
    /// Rates that a planner is told, as factors of the real ones: no planner here knows by how much bursts and neighbours exceed what it reckons with, so each may try, and the cheapest plan that meets the demand counts.
    /// </summary>
    private static readonly double[] Headrooms = [0.7, 0.85, 1, 1.15, 1.3, 1.5, 1.75, 2, 2.5, 3, 4];

    /// <summary>Each planner on the devices there are.</summary>
    public IReadOnlyList<ComparedPlan> Goodput(PlanInputs inputs) => [.. methods.Select(m => new ComparedPlan(m, runner.Run(With(inputs, PlanObjective.Goodput), m), 1))];

    /// <summary>The cheapest plan of each planner that meets the demand.</summary>
    public IReadOnlyList<ComparedPlan> Cost(PlanInputs inputs) => [.. methods.Select(m => Cheapest(With(inputs, PlanObjective.Cost), m))];

    private static PlanInputs With(PlanInputs inputs, PlanObjective objective) => inputs with { Problem = inputs.Problem with { Objective = objective } };

    private ComparedPlan Cheapest(PlanInputs inputs, string method)
    {
        var best = new ComparedPlan(method, null, 1);
        foreach (var headroom in Headrooms)
        {
            var outcome = runner.Run(inputs, method, headroom);
            if (outcome.Simulated?.Attainment >= MetAttainment && (best.Outcome is null || outcome.Summary.CostPerH < best.Outcome.Summary.CostPerH))
                best = new ComparedPlan(method, outcome, headroom);
        }

        return best;
    }
}
