using Shepherd.Core.Planning;
using Shepherd.Core.Planning.Replicas;

namespace Shepherd.Core.Usher.Scheduling;

/// <summary>
/// USHER's scheduler (OSDI'24 §3, as far as it is known): models that need compute are grouped with models that need memory, batch sizes, replication degrees and device types of a group are
/// searched jointly, and replicas are placed by best fit in two dimensions. A replica is a lane of its own with its Creq of compute and its Mreq of memory; sums of at most 100 % and
/// <see cref="UsherOptions.HeadroomShare"/> stand against interference.
/// </summary>
/// <remarks>
/// A replica with batch b keeps an SLO when 2·T(b) ≤ SLO (T(1) ≤ SLO, at half the rate, for a batch of one), as <see cref="StreamCapacity"/> has it, and also when the batch fills in time
/// at the replica's part of the mean rate: (b − 1) ÷ rate + T(b) ≤ SLO; published code tests T(b) ≤ SLO only. Streams of a model share replicas under the tightest of their SLOs, unless
/// replicas of their own are cheaper. The type of a replica is part of its configuration, so that a unit may have several types only where one ran out.
/// </remarks>
/// <param name="options">How it plans; null for the defaults.</param>
public sealed class UsherPlanner(UsherOptions? options = null) : IPlacementPlanner
{
    /// <summary>Of what is provided for bursts, before nothing is.</summary>
    private const int HalvingsMax = 2;

    private readonly UsherOptions _options = options ?? new UsherOptions();

    /// <inheritdoc/>
    public string Method => "usher";

    /// <inheritdoc/>
    public PlacementPlan Plan(PlanningProblem problem)
    {
        if (problem.FindFault() is { } problemFault)
            throw new ArgumentException(problemFault, nameof(problem));
        if (_options.FindFault() is { } optionsFault)
            throw new ArgumentException(optionsFault, nameof(problem));
        var needs = new UsherNeeds(problem, _options);
        var worth = PoolCosts.Worth(problem, needs.Own);
        var costs = PoolCosts.Of(problem, worth);
        var (units, sigmas) = (UnitSplit.Of(problem, needs.Own, costs, Sigmas(problem)), Sigmas(problem));
        var fresh = Draft(problem, units, needs, worth, costs, sigmas, null);

        // Devices that do not suffice for the bursts serve everybody's mean rate first.
        for (var halving = 0; sigmas > 0 && !fresh.MeetsMean; halving++)
        {
            sigmas = halving < HalvingsMax ? sigmas / 2 : 0;
            fresh = Draft(problem, units, needs, worth, costs, sigmas, null);
        }

        if (problem.Running is null)
            return UsherReport.Write(Method, fresh, needs, _options, Enumerable.Range(0, fresh.Board.Count).ToArray(), null);
        var running = new RunningReplicas(problem, problem.Running, units, needs);
        var anew = fresh.Score(costs);
        var kept = Draft(problem, units, needs, worth, costs, sigmas, running, keepsAll: true);
        if (!IsGoodEnough(problem.Objective, kept.Score(costs), anew))
            kept = Draft(problem, units, needs, worth, costs, sigmas, running);
        var old = kept.Score(costs);
        if (IsGoodEnough(problem.Objective, old, anew))
        {
            var why = FormattableString.Invariant(
                $"kept {kept.Kept} running replicas: {old.GoodputRps:0.#} requests/s at {old.Cost:0.##} against {anew.GoodputRps:0.#} at {anew.Cost:0.##} from nothing, within {_options.KeepTolerance * 100:0.#} %");
            return UsherReport.Write(Method, kept, needs, _options, Enumerable.Range(0, kept.Board.Count).ToArray(), why);
        }

        var numbers = DeviceMatching.Of(problem, problem.Running, [.. Enumerable.Range(0, fresh.Board.Count).Select(d => fresh.Board.On(d).Select(r => r.Unit.Model).ToArray())]);
        return UsherReport.Write(Method, fresh, needs, _options, numbers, FormattableString.Invariant(
            $"planned anew: {anew.GoodputRps:0.#} requests/s at {anew.Cost:0.##} against {old.GoodputRps:0.#} at {old.Cost:0.##} with running replicas kept, more than {_options.KeepTolerance * 100:0.#} % apart"));
    }

    private double Sigmas(PlanningProblem problem) => problem.Objective == PlanObjective.Cost ? _options.BurstSigmas : 0;

    private bool IsGoodEnough(PlanObjective objective, PlacementScore kept, PlacementScore fresh) =>
        kept.GoodputRps >= fresh.GoodputRps * (1 - _options.KeepTolerance) && (objective == PlanObjective.Goodput || kept.Cost <= fresh.Cost * (1 + _options.KeepTolerance));

    private PlanDraft Draft(
        PlanningProblem problem, IReadOnlyList<DemandUnit> units, UsherNeeds needs, IReadOnlyList<double> worth, IReadOnlyList<double> costs, double sigmas, RunningReplicas? running, bool keepsAll = false)
    {
        var draft = new PlanDraft(problem, units, sigmas) { IsHopeless = [.. units.Select(u => needs.FindFault(u) is not null)] };
        if (keepsAll)
            running?.KeepAll(draft);
        else
            running?.Keep(draft);
        new PlacementRounds(draft, needs, worth, costs, _options).Run();
        if (running is null && _options.SearchesJointly)
            new Improvement(draft, needs, costs, _options).Run();
        if (problem.Objective == PlanObjective.Cost && _options.Consolidates && running is null)
            Consolidation.Run(draft.Board);

        // For cost spare devices are left alone, unless bursts were cut short for want of them.
        var burst = problem.Objective == PlanObjective.Goodput ? _options.SpareBurst : sigmas < Sigmas(problem) ? 1 : 0;
        if (burst > 0 && (problem.Objective == PlanObjective.Cost || burst > 1))
        {
            running?.KeepSpare(draft, _options.BurstSigmas, burst);
            SpareDevices.Fill(draft, needs, _options.BurstSigmas, burst);
        }

        if (_options.GrowsLanes && !(keepsAll && running!.TryRestore(draft)))
            new LaneGrowth(draft, needs).Run();
        return draft;
    }
}
