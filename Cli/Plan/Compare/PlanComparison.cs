using Shepherd.Core.Planning;
using Shepherd.Simulator.Plans;

namespace Shepherd.Cli.Plan.Compare;

/// <summary>Gives one problem to several planners.</summary>
/// <param name="goodput">Plans and simulates where devices are given.</param>
/// <param name="cost">Plans and simulates where the demand is.</param>
/// <param name="methods">The planners.</param>
internal sealed class PlanComparison(PlanRunner goodput, PlanRunner cost, IReadOnlyList<string> methods)
{
    /// <summary>A demand is met where this share of it is answered in time.</summary>
    private const double MetAttainment = 0.99;

    /// <summary>Factors on the demand that a planner is told whose plan falls short: what trials promise is missed by little where it is.</summary>
    private static readonly double[] Bumps = [1, 1.05, 1.1, 1.15, 1.2, 1.3, 1.5, 2, 3];

    /// <summary>Each planner on the devices there are.</summary>
    public IReadOnlyList<ComparedPlan> Goodput(PlanInputs inputs) => [.. methods.Select(m => new ComparedPlan(m, goodput.Run(With(inputs, PlanObjective.Goodput), m, PlannerCatalog.Create(m, new SimulatedGoodput())), 1))];

    /// <summary>The cheapest plan of each planner that meets the demand.</summary>
    public IReadOnlyList<ComparedPlan> Cost(PlanInputs inputs) => [.. methods.Select(m => Cheapest(With(inputs, PlanObjective.Cost), m))];

    private static PlanInputs With(PlanInputs inputs, PlanObjective objective) => inputs with { Problem = inputs.Problem with { Objective = objective } };

    /// <summary>
    /// Every planner gets the headroom that trials with other arrivals say it needs, and all the same trials. Where what is then simulated still falls short of the demand, it is told more, until it does not.
    /// </summary>
    private ComparedPlan Cheapest(PlanInputs inputs, string method)
    {
        var planner = PlannerCatalog.CreateWithHeadroom(method, new SimulatedGoodput());
        foreach (var headroom in Bumps)
        {
            var outcome = cost.Run(inputs, method, planner, headroom);
            if (outcome.Simulated?.Attainment >= MetAttainment)
                return new ComparedPlan(method, outcome, headroom);
        }

        return new ComparedPlan(method, null, Bumps[^1]);
    }
}
