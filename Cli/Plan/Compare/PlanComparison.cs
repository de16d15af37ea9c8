using Shepherd.Core.Planning;

namespace Shepherd.Cli.Plan.Compare;

/// <summary>Gives one problem to several planners.</summary>
/// <param name="runner">Plans and simulates.</param>
/// <param name="methods">The planners.</param>
internal sealed class PlanComparison(PlanRunner runner, IReadOnlyList<string> methods)
{
    /// <summary>A demand is met where this share of it is answered in time.</summary>
    private const double MetAttainment = 0.99;

    /// <summary>Each planner on the devices there are.</summary>
    public IReadOnlyList<ComparedPlan> Goodput(PlanInputs inputs) => [.. methods.Select(m => new ComparedPlan(m, runner.Run(With(inputs, PlanObjective.Goodput), m), 1))];

    /// <summary>The cheapest plan of each planner that meets the demand.</summary>
    public IReadOnlyList<ComparedPlan> Cost(PlanInputs inputs) => [.. methods.Select(m => Cheapest(With(inputs, PlanObjective.Cost), m))];

    private static PlanInputs With(PlanInputs inputs, PlanObjective objective) => inputs with { Problem = inputs.Problem with { Objective = objective } };

    /// <summary>With the least headroom at which the plan meets the demand: no planner knows by how much bursts and neighbours exceed what it reckons with, so each is given what it needs.</summary>
    private ComparedPlan Cheapest(PlanInputs inputs, string method)
    {
        foreach (var headroom in DemandHeadroom.Factors)
        {
            var outcome = runner.Run(inputs, method, headroom);
            if (outcome.Simulated?.Attainment >= MetAttainment)
                return new ComparedPlan(method, outcome, headroom);
        }

        return new ComparedPlan(method, null, DemandHeadroom.Factors[^1]);
    }
}
