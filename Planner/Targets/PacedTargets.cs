using Shepherd.Planner.Operations;

namespace Shepherd.Planner.Targets;

/// <summary>
/// Makes one target of what comes within a window: workers that join, models that are warm by now, topics that are found. What cannot wait is looked at at once: an owner that is lost or ends, an operator's wish.
/// </summary>
internal sealed class PacedTargets(ITargetPlanner inner, TimeProvider clock) : ITargetPlanner
{
    /// <summary>
    /// A heartbeat's interval: workers that were started together are heard within it. A plan for each of them would move partitions as often as there are workers. Nobody waits for it who is served, and a group that nobody has served yet
    /// waits for the loading of its models anyhow.
    /// </summary>
    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(500);

    private string _seen = "";
    private long? _since;

    public TargetPlan? Next(TargetInputs inputs)
    {
        var offered = Describe(inputs);
        if (offered != _seen && !IsUrgent(inputs))
        {
            _since ??= clock.GetTimestamp();
            if (clock.GetElapsedTime(_since.Value) < Window)
                return null;
        }

        (_seen, _since) = (offered, null);
        return inner.Next(inputs);
    }

    private static bool IsUrgent(TargetInputs inputs)
    {
        if (inputs.Wish is not null || !(inputs.Running?.Directives ?? []).SequenceEqual(inputs.Directives, DirectiveEquality.Instance))
            return true;
        var ready = inputs.Cluster.Offers.Select(o => o.Worker).ToHashSet(StringComparer.Ordinal);
        var named = (inputs.Running?.Assignments ?? []).Concat(Assignments.Wanted(inputs.Running)).Select(a => a.Worker)
            .Concat((inputs.Running?.ServingGroups ?? []).SelectMany(g => g.Peers.Select(p => p.Worker).Append(g.Lead)));
        return named.Any(worker => !ready.Contains(worker));
    }

    private static string Describe(TargetInputs inputs) => string.Join('\n',
    [
        .. inputs.Cluster.Offers.Select(o => $"{o.Worker} [{string.Join(' ', o.Groups)}] [{string.Join(' ', o.ColdGroups)}] [{string.Join(' ', o.RefusedGroups)}]"),
        .. inputs.Groups.Select(g => $"{g.Group} {g.Partitions}"),
    ]);
}
