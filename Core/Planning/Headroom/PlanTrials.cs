namespace Shepherd.Core.Planning.Headroom;

/// <summary>Values plans of one problem by an evaluator's trials.</summary>
/// <param name="problem">What the plans are for.</param>
/// <param name="evaluator">Values plans.</param>
internal sealed class PlanTrials(PlanningProblem problem, IPlanEvaluator evaluator)
{
    /// <summary>Share of the demand that a plan is to answer in time where the price counts: 99 %, and what trials may be wrong by.</summary>
    public const double MetShare = 0.992;

    /// <summary>Trials where one is too few to decide by: bursts make one trial differ from the next by some percent.</summary>
    public const int Several = 8;

    private readonly double _demandRps = problem.Streams.Sum(s => s.RateRps);
    private readonly Dictionary<(PlacementPlan Plan, int Trial), double> _known = [];

    /// <summary>A plan and one trial of it.</summary>
    public TriedPlan Value(PlacementPlan plan, string name) => new(name, plan, GoodputRps(plan, trial: 0), PlanSummary.Of(problem, plan).CostPerH);

    /// <summary>The same with the mean of several trials.</summary>
    public TriedPlan TryAgain(TriedPlan tried) => tried with { GoodputRps = Enumerable.Range(0, Several).Average(t => GoodputRps(tried.Plan, t)) };

    /// <summary>Whether all but a few requests are answered in time, by one trial and by the mean of several; those are not made where the first falls short.</summary>
    public bool Meets(TriedPlan tried) => GoodputRps(tried.Plan, trial: 0) >= MetShare * _demandRps && TryAgain(tried).GoodputRps >= MetShare * _demandRps;

    private double GoodputRps(PlacementPlan plan, int trial)
    {
        if (plan.Groups.Count == 0)
            return 0;
        if (!_known.TryGetValue((plan, trial), out var rps))
            _known.Add((plan, trial), rps = evaluator.GoodputRps(problem, plan, trial));
        return rps;
    }
}

/// <summary>A plan and what trials say of it.</summary>
/// <param name="Name">What made it.</param>
/// <param name="Plan">The plan.</param>
/// <param name="GoodputRps">Of one trial, or the mean of several.</param>
/// <param name="CostPerH">Price of its devices.</param>
internal sealed record TriedPlan(string Name, PlacementPlan Plan, double GoodputRps, double CostPerH);
