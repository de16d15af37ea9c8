using Shepherd.Core.Planning;

namespace Shepherd.Core.Herd;

/// <summary>
/// SHEPHERD's planner: serving groups of whole devices of one type, each with every model of the group resident on all of them, one batch at a time a device. Streams of one model and SLO are planned as one; those that are
/// more than a quarter of a group are divided. Device types get their streams by <see cref="PoolShares"/>, each type is then a problem of its own.
/// </summary>
public sealed class HerdPlanner : IPlacementPlanner
{
    /// <summary>Times that the affinity limit is doubled before it is dropped: 3 to 48 with the default.</summary>
    private const int AffinityDoublings = 4;

    /// <summary>A looser limit is taken for more than 1 % of the goodput only.</summary>
    private const double WorthLoosening = 1.01;

    private readonly HerdOptions _options;

    /// <summary>A planner.</summary>
    /// <exception cref="ArgumentException">The options are faulty; the message says how.</exception>
    public HerdPlanner(HerdOptions? options = null)
    {
        _options = options ?? new HerdOptions();
        if (_options.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
    }

    /// <inheritdoc/>
    public string Method => "herd";

    /// <inheritdoc/>
    public PlacementPlan Plan(PlanningProblem problem) => Draft(problem).Build(Method);

    /// <summary>
    /// HERD's problem for one pool, as the plan solves it: for <see cref="HerdLp.Write"/>. Pools are problems of their own, since a group has devices of one type.
    /// </summary>
    /// <param name="problem">The planning problem.</param>
    /// <param name="pool">Index of the pool.</param>
    /// <exception cref="ArgumentException">The problem is wrong; the message says how.</exception>
    public HerdModel ModelOf(PlanningProblem problem, int pool)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pool);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(pool, problem.Devices.Count);
        return Draft(problem).Problems[pool].Herd;
    }

    /// <summary>Streams that are in no pool's problem, since no type serves them: too large for its memory, too slow for the SLO, or not known to run on it.</summary>
    /// <param name="problem">The planning problem.</param>
    /// <exception cref="ArgumentException">The problem is wrong; the message says how.</exception>
    public static IReadOnlyList<UnplacedDemand> LeftOut(PlanningProblem problem)
    {
        if (problem.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(problem));
        return [.. StreamAggregate.Of(problem).Where(a => a.Capacities.All(c => c is null))
            .SelectMany(a => a.Streams.Select(s => new UnplacedDemand(s, problem.Streams[s].RateRps, PlacementReasons.NoCapacity(problem, a)))).OrderBy(u => u.Stream)];
    }

    /// <summary>The strictest affinity limit at which all finds a place and no group has too much load; else the best of those tried.</summary>
    private HerdDraft Draft(PlanningProblem problem)
    {
        if (problem.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(problem));
        var aggregates = StreamAggregate.Of(problem);
        var profiles = Enumerable.Range(0, problem.Devices.Count).Select(pool => new PoolProfiles(problem, aggregates, pool)).ToList();
        var running = Enumerable.Range(0, problem.Devices.Count).Select(pool => new RunningPool(problem, pool)).ToList();
        HerdDraft? best = null;
        var affinityMax = _options.AffinityMax;
        for (var i = 0; i <= AffinityDoublings + 1; i++)
        {
            var draft = new HerdDraft(problem, aggregates, profiles, running, _options, i > AffinityDoublings ? double.PositiveInfinity : affinityMax);
            if (best is null || draft.ServedRps > best.ServedRps * WorthLoosening)
                best = draft;
            if (draft.IsComplete || double.IsPositiveInfinity(draft.AffinityMax))
                break;
            affinityMax *= 2;
        }

        return best!;
    }
}
