namespace Shepherd.Core.Planning;

/// <summary>Says what a plan is worth before it runs. Pure: the same plan, the same value.</summary>
public interface IPlanEvaluator
{
    /// <summary>Requests per second expected to be answered in time.</summary>
    /// <param name="problem">What the plan is for.</param>
    /// <param name="plan">A valid plan.</param>
    /// <param name="trial">Trials of different numbers are independent of each other where an evaluator draws anything; from 0.</param>
    double GoodputRps(PlanningProblem problem, PlacementPlan plan, int trial);
}

/// <summary>Believes what planners predict of their own plans.</summary>
public sealed class PredictedGoodput : IPlanEvaluator
{
    /// <inheritdoc/>
    public double GoodputRps(PlanningProblem problem, PlacementPlan plan, int trial) => PlanSummary.Of(problem, SloSlack.Of(problem, plan)).PredictedGoodputRps;
}
