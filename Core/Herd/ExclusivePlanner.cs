using Shepherd.Core.Planning;
using static System.FormattableString;

namespace Shepherd.Core.Herd;

/// <summary>
/// The rival without any multiplexing: every device serves exactly one model, and a model has as many replicas as its demand asks for. (SHEPHERD's own groups, where models take turns on whole devices, are
/// <see cref="HerdPlanner"/>.) Devices of one model form groups of at most G with one queue each.
/// </summary>
public sealed class ExclusivePlanner : IPlacementPlanner
{
    private readonly HerdOptions _options;

    /// <summary>A planner.</summary>
    /// <param name="options">Of these <see cref="HerdOptions.LoadMax"/> and <see cref="HerdOptions.BurstDeviations"/> matter.</param>
    /// <exception cref="ArgumentException">The options are faulty; the message says how.</exception>
    public ExclusivePlanner(HerdOptions? options = null)
    {
        _options = options ?? new HerdOptions();
        if (_options.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
    }

    /// <inheritdoc/>
    public string Method => "exclusive";

    /// <inheritdoc/>
    public PlacementPlan Plan(PlanningProblem problem)
    {
        if (problem.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(problem));
        var aggregates = StreamAggregate.Of(problem);
        var profiles = Enumerable.Range(0, problem.Devices.Count).Select(pool => new PoolProfiles(problem, aggregates, pool)).ToList();
        var dedicated = new DedicatedDevices(problem, aggregates, _options, Math.Min(1, _options.LoadMax));
        // Where room for bursts would cost answers, there is none.
        if (!dedicated.IsServed)
            dedicated = new DedicatedDevices(problem, aggregates, _options, 1);
        List<PoolGroup> groups = [.. dedicated.Groups()];
        var placed = groups.SelectMany(g => g.Units).Select(u => u.Aggregate).ToHashSet();
        var dropped = Enumerable.Range(0, aggregates.Count)
            .Where(i => dedicated.LeftRps(i) > 0 || !placed.Contains(i))
            .Select(i => new DroppedUnit(i, dedicated.LeftRps(i), aggregates[i].Capacities.All(c => c is null) ? PlacementReasons.NoCapacity(problem, aggregates[i]) : NoDevice(problem, aggregates[i], groups)))
            .ToList();
        return PlanBuilder.Build(problem, Method, aggregates, [.. groups.Select(g => (g, Reason(problem, aggregates, profiles[g.Pool], g)))], dropped, (pool, model) => profiles[pool].Lane(model), Types(problem, groups));
    }

    private static string NoDevice(PlanningProblem problem, StreamAggregate aggregate, List<PoolGroup> groups)
    {
        var pools = Enumerable.Range(0, problem.Devices.Count).Where(p => aggregate.Capacities[p] is not null).ToList();
        var types = string.Join(", ", pools.Select(p => problem.Devices[p].Type.Name));
        var used = groups.Where(g => pools.Contains(g.Pool)).Sum(g => g.Devices);
        return $"no capacity left: each of the {used} devices in use of the types that keep its SLO ({types}) serves one model, and others answer more requests with it than '{problem.Models[aggregate.Model].Name}': add devices of these types, or let models share them";
    }

    private static IEnumerable<PlanReason> Types(PlanningProblem problem, List<PoolGroup> groups)
    {
        for (var pool = 0; pool < problem.Devices.Count; pool++)
        {
            var (used, count) = (groups.Where(g => g.Pool == pool).Sum(g => g.Devices), problem.Devices[pool].Count);
            var why = (problem.Objective, used < count) switch
            {
                (PlanObjective.Cost, _) => "as few as the demand and its bursts need",
                (_, false) => "what the demand does not need goes to the models with the most load, for bursts",
                _ => "no model that is short of devices keeps its SLO on the others",
            };
            yield return new PlanReason($"type {problem.Devices[pool].Type.Name}", Invariant($"{used} of {count} devices: {why}"));
        }
    }

    private static string Reason(PlanningProblem problem, List<StreamAggregate> aggregates, PoolProfiles profiles, PoolGroup group)
    {
        var (type, model) = (problem.Devices[group.Pool].Type, problem.Models[aggregates[group.Units[0].Aggregate].Model].Name);
        var busy = group.Units.Sum(u => u.Devices);
        var batches = PlacementReasons.Batches(problem, aggregates, group, m => profiles.Lane(m).MaxBatch);
        return busy > 0
            ? Invariant($"{group.Devices} × {type.Name} for model '{model}' alone: it keeps {busy:0.###} of them busy; {batches}")
            : Invariant($"{group.Devices} × {type.Name} for model '{model}' alone: {PlacementReasons.Idle(1)}; {batches}");
    }
}
