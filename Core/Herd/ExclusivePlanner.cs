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
            .Select(i => new DroppedUnit(i, dedicated.LeftRps(i), aggregates[i].Capacities.All(c => c is null) ? PlacementReasons.NoCapacity(problem, aggregates[i]) : NoDevice(problem, aggregates[i])))
            .ToList();
        return PlanBuilder.Build(problem, Method, aggregates, [.. groups.Select(g => (g, Reason(problem, aggregates, g)))], dropped, (pool, model) => profiles[pool].Lane(model), []);
    }

    private static string NoDevice(PlanningProblem problem, StreamAggregate aggregate) =>
        $"no capacity left: each of the {problem.DeviceCount} devices serves one model, and others answer more requests with it than '{problem.Models[aggregate.Model].Name}': add devices, or let models share them";

    private static string Reason(PlanningProblem problem, List<StreamAggregate> aggregates, PoolGroup group)
    {
        var (type, model) = (problem.Devices[group.Pool].Type, problem.Models[aggregates[group.Units[0].Aggregate].Model].Name);
        return Invariant($"{group.Devices} × {type.Name} for model '{model}' alone: it keeps {group.Units.Sum(u => u.Devices):0.###} of them busy");
    }
}
