using Shepherd.Core.Planning;
using Shepherd.Core.Primitives;
using static System.FormattableString;

namespace Shepherd.Core.Herd;

/// <summary>A plan under one affinity limit.</summary>
internal sealed class HerdDraft
{
    /// <summary>Times that the streams are divided among the types anew without what a type has no memory for. Each time others come to that type instead, fewer and fewer.</summary>
    private const int RoundsMax = 8;

    private readonly PlanningProblem _problem;
    private readonly IReadOnlyList<StreamAggregate> _aggregates;
    private readonly IReadOnlyList<PoolProfiles> _profiles;
    private readonly IReadOnlyList<RunningPool> _running;
    private readonly HerdOptions _options;
    private readonly HashSet<(int Aggregate, int Pool)> _refused = [];
    private readonly List<DroppedUnit> _dropped = [];
    private PoolPlan[] _plans = [];

    public HerdDraft(PlanningProblem problem, IReadOnlyList<StreamAggregate> aggregates, IReadOnlyList<PoolProfiles> profiles, IReadOnlyList<RunningPool> running, HerdOptions options, double affinityMax)
    {
        (_problem, _aggregates, _profiles, _running, _options, AffinityMax) = (problem, aggregates, profiles, running, options, affinityMax);
        var rounds = problem.Devices.Count == 1 ? 1 : RoundsMax;
        while (Round(isLast: rounds == 1))
            rounds--;
        Groups = [.. _plans.SelectMany(p => p.Groups)];
        if (problem.Objective == PlanObjective.Cost)
            Groups = CheaperTypes.Move(problem, aggregates, profiles, options, affinityMax, Groups);
        ServedRps = Groups.Sum(g => g.Units.Sum(u => u.RateRps) * Math.Min(1, 1 / Math.Max(g.Load, double.Epsilon)));
        IsComplete = _dropped.Count == 0 && _plans.All(p => p.IsBalanced);
    }

    public double AffinityMax { get; }

    public IReadOnlyList<PoolProblem> Problems { get; private set; } = [];

    public IReadOnlyList<PoolGroup> Groups { get; }

    public double ServedRps { get; }

    /// <summary>Whether a looser limit could not do better: all that some type serves has a place, in groups that serve it.</summary>
    public bool IsComplete { get; }

    public PlacementPlan Build(string method)
    {
        var dropped = _dropped.ToList();
        for (var i = 0; i < _aggregates.Count; i++)
        {
            if (_aggregates[i].Capacities.All(c => c is null))
                dropped.Add(new DroppedUnit(i, _aggregates[i].RateRps, PlacementReasons.NoCapacity(_problem, _aggregates[i])));
        }

        return PlanBuilder.Build(_problem, method, _aggregates, [.. Groups.Select(g => (g, Reason(g)))], dropped, (pool, model) => _profiles[pool].Lane(model), Reasons());
    }

    /// <summary>Divides the streams among the types and plans each; true where what one type refused may find room on another.</summary>
    private bool Round(bool isLast)
    {
        _dropped.Clear();
        var parts = PoolShares.Divide(_problem, _aggregates, _problem.Objective == PlanObjective.Cost ? Math.Min(1, _options.LoadMax) : 0, (aggregate, pool) => !_refused.Contains((aggregate, pool)));
        Problems = [.. parts.Select((part, pool) => PoolProblem.Of(_problem, _aggregates, pool, part, _profiles[pool], AffinityMax))];
        _plans = [.. Problems.Select(p => PoolPlanner.Plan(_problem, _aggregates, p, _running[p.Pool], _options))];
        var isRetried = false;
        foreach (var (plan, pool) in _plans.Select((plan, pool) => (plan, pool)))
        {
            foreach (var unit in plan.Dropped)
            {
                _dropped.Add(new DroppedUnit(unit.Aggregate, unit.RateRps, PlacementReasons.NoRoom(_problem, _aggregates[unit.Aggregate])));
                isRetried |= !isLast && Enumerable.Range(0, _plans.Length).Any(p => p != pool && _aggregates[unit.Aggregate].Capacities[p] is not null && !_refused.Contains((unit.Aggregate, p)));
            }
        }

        if (!isRetried)
            return false;
        foreach (var (plan, pool) in _plans.Select((plan, pool) => (plan, pool)))
        {
            // The last type that takes a stream keeps it: it may be served in part.
            foreach (var unit in plan.Dropped.Where(u => Enumerable.Range(0, _plans.Length).Any(p => p != pool && _aggregates[u.Aggregate].Capacities[p] is not null && !_refused.Contains((u.Aggregate, p)))))
                _refused.Add((unit.Aggregate, pool));
        }

        return true;
    }

    private IEnumerable<PlanReason> Reasons()
    {
        yield return new PlanReason("affinity", AffinityMax == _options.AffinityMax
            ? Invariant($"models share a group where none gets more than {AffinityMax:0.##} times the requests of another into a batch of equal time")
            : Invariant($"the affinity limit of {_options.AffinityMax:0.##} left demand without a place or a group overloaded: {(double.IsPositiveInfinity(AffinityMax) ? "none" : Invariant($"{AffinityMax:0.##}"))} is used"));
        for (var pool = 0; pool < _plans.Length; pool++)
        {
            var groups = Groups.Where(g => g.Pool == pool).ToList();
            var (devices, load) = (groups.Sum(g => g.Devices), groups.Sum(g => g.Units.Sum(u => u.Devices)));
            yield return new PlanReason($"type {_problem.Devices[pool].Type.Name}", Invariant($"{devices} of {Counted.Of(_problem.Devices[pool].Count, "device")} in {Counted.Of(groups.Count, "group")} for work of {load:0.##} devices: ") + (_problem.Objective == PlanObjective.Cost
                ? Invariant($"streams go to the type with the most goodput for its price, and groups keep a load of {_options.LoadMax:0.##} and {_options.BurstDeviations:0.##} deviations")
                : Invariant($"streams go where they do best beside others; of the burst tolerance {_plans[pool].BurstToleranceMax:0.###} that is possible {groups.Select(g => g.BurstTolerance).Where(b => b > 0).DefaultIfEmpty(0).Min():0.###} is kept") + (devices == _problem.Devices[pool].Count ? "; for goodput all devices are used, for what they are paid anyway they serve bursts" : "")));
        }
    }

    private string Reason(PoolGroup group)
    {
        var models = PlanBuilder.ModelsOf(_aggregates, group);
        var neediest = group.Neediest;
        var batches = PlacementReasons.Batches(_problem, _aggregates, group, model => _profiles[group.Pool].Lane(model).MaxBatch);
        if (neediest.Devices <= 0)
            return Invariant($"{group.Devices} × {_problem.Devices[group.Pool].Type.Name}: {PlacementReasons.Idle(models.Count)}; {batches}");
        return Invariant($"{group.Devices} × {_problem.Devices[group.Pool].Type.Name} for {Counted.Of(models.Count, "model")}: load {group.Load:0.###}, burst tolerance {group.BurstTolerance:0.###}, set by '{_problem.Models[_aggregates[neediest.Aggregate].Model].Name}' that keeps {neediest.Devices:0.###} devices busy; {batches}");
    }
}
