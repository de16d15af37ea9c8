using Shepherd.Core.Planning.Replicas;

namespace Shepherd.Core.Planning.Rivals;

/// <summary>
/// What rivals have in common. They are made to meet a given rate with few devices; for <see cref="PlanObjective.Goodput"/> they plan for the largest common multiple of the rates that the
/// devices carry, so that they too use what is there. Where the devices are too few for the rates themselves, the better of two orders is taken: their own, and by goodput per device.
/// </summary>
internal static class RivalRun
{
    /// <summary>Halvings: the multiple is then known to a few hundredths.</summary>
    private const int Halvings = 6;

    /// <summary>Of what is provided for bursts, before nothing is.</summary>
    private const int SigmaHalvings = 2;

    /// <param name="method">Name of the planner.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="options">Options of the rivals.</param>
    /// <param name="begin">Makes the planner of a problem.</param>
    public static PlacementPlan Plan(string method, PlanningProblem problem, RivalOptions options, Func<RivalProblem, IRivalAttempt> begin)
    {
        if (problem.FindFault() is { } problemFault)
            throw new ArgumentException(problemFault, nameof(problem));
        if (options.FindFault() is { } optionsFault)
            throw new ArgumentException(optionsFault, nameof(options));
        var needs = new NeedTable(problem);
        var costs = PoolCosts.Of(problem, PoolCosts.Worth(problem, needs));
        var sigmas = problem.Objective == PlanObjective.Cost ? options.BurstSigmas : 0;
        var units = UnitSplit.Of(problem, needs, costs, sigmas);
        var servable = units.Where(u => needs.FindFault(u) is null).ToList();
        var rival = begin(new RivalProblem(problem, servable, costs, options));
        var draft = Best(rival, servable, [.. servable.Select(u => u.PlanRps(sigmas))]);

        // Devices that do not suffice for the bursts serve everybody's mean rate first.
        for (var halving = 0; problem.Objective == PlanObjective.Cost && sigmas > 0 && !draft.IsComplete; halving++)
        {
            sigmas = halving < SigmaHalvings ? sigmas / 2 : 0;
            draft = Best(rival, servable, [.. servable.Select(u => u.PlanRps(sigmas))]);
        }

        var multiple = 1.0;
        if (problem.Objective == PlanObjective.Goodput && draft.IsComplete && servable.Any(u => u.RateRps > 0))
        {
            var (fits, beyond) = (0.0, options.SpareBurst);
            for (var i = 0; i < Halvings && beyond > fits; i++)
            {
                // The whole of what is wished for is tried first.
                var tried = i == 0 ? beyond : (fits + beyond) / 2;
                var more = rival.Attempt([.. servable.Select(u => Math.Max(u.PlanRps(0), tried * u.PlanRps(options.BurstSigmas)))], false);
                if (more.IsComplete)
                    (draft, fits, multiple) = (more, tried, tried);
                else
                    beyond = tried;
            }
        }

        var reasons = new List<PlanReason>();
        if (multiple != 1)
            reasons.Add(new PlanReason("plan", FormattableString.Invariant($"the devices carry {multiple:0.##} times what the rates and their bursts ask for; planned for that, with all devices that this takes")));
        reasons.AddRange(units.Where(u => draft.Notes.ContainsKey(u.Index)).Select(u => new PlanReason("model " + u.Name, draft.Notes[u.Index] + (u.RateRps > 0 ? "" : "; nothing is asked of it: it is kept where the first request finds it"))));
        return LanePlan.Write(method, problem, units, draft.Lanes, u => needs.FindFault(u) ?? rival.WhyUnplaced(u), reasons);
    }

    private static RivalDraft Best(IRivalAttempt rival, List<DemandUnit> units, double[] rates)
    {
        var own = rival.Attempt(rates, false);
        if (own.IsComplete)
            return own;
        var other = rival.Attempt(rates, true);
        return other.GoodputRps(units) > own.GoodputRps(units) ? other : own;
    }
}

/// <summary>A rival's planner for one problem.</summary>
internal interface IRivalAttempt
{
    /// <summary>Plans for rates.</summary>
    /// <param name="rates">Per unit of the problem.</param>
    /// <param name="byEfficiency">Units in the order of goodput per device, in place of the rival's own order.</param>
    RivalDraft Attempt(IReadOnlyList<double> rates, bool byEfficiency);

    /// <summary>Why a unit that some device could serve has less than it wants.</summary>
    string WhyUnplaced(DemandUnit unit);
}

/// <summary>What a rival plans.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Units">Units that some device could serve.</param>
/// <param name="PoolCost">Cost of a device of each pool.</param>
/// <param name="Options">Options.</param>
internal sealed record RivalProblem(PlanningProblem Problem, IReadOnlyList<DemandUnit> Units, IReadOnlyList<double> PoolCost, RivalOptions Options);

/// <summary>What a rival has decided.</summary>
internal sealed class RivalDraft
{
    public List<PlacedLane> Lanes { get; } = [];

    /// <summary>Whether every unit has what it wants.</summary>
    public bool IsComplete { get; set; } = true;

    /// <summary>Why a unit has what it has, by its index.</summary>
    public SortedDictionary<int, string> Notes { get; } = [];

    public double GoodputRps(IReadOnlyList<DemandUnit> units)
    {
        var capacity = new SortedDictionary<int, double>();
        foreach (var serves in Lanes.SelectMany(l => l.Serves))
            capacity[serves.Unit.Index] = capacity.GetValueOrDefault(serves.Unit.Index) + serves.Rps;
        return units.Sum(u => Math.Min(u.RateRps, capacity.GetValueOrDefault(u.Index)));
    }
}
