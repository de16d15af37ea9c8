using System.Globalization;
using Shepherd.Planner.Http.Replies;
using Shepherd.Planner.Operations.Commands;
using Shepherd.Planner.Operations.Facts;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Operations.Rescaling;

/// <summary>How far a rescale is, by the plan and the heartbeats.</summary>
/// <param name="Phase">What is waited for.</param>
/// <param name="Detail">In words.</param>
internal sealed record RescaleSight(RescalePhase Phase, string Detail)
{
    /// <summary>Looks. Pure.</summary>
    public static RescaleSight Of(ClusterFacts facts, string group, int? devices)
    {
        if (facts.Plan is not { } plan || plan.Directives.FirstOrDefault(d => d.Kind == DirectiveKind.Rescale && d.Subject == group)?.Devices != devices)
            return new RescaleSight(RescalePhase.Planned, "no plan says so yet");
        var moves = PlannedMove.Of(facts).Where(m => m.Group == group).ToList();
        if (moves.Count > 0)
        {
            // As far as the one that is behind: models are loaded before anything is taken from anybody.
            var phase = moves.Min(m => m.Phase);
            return new RescaleSight(FromMove(phase), Say($"{moves.Count} partitions move ({PartitionRanges.Of([.. moves.Where(m => m.Phase == phase).Select(m => m.Partition)])} {phase.ToString().ToLowerInvariant()}), to {Names.List(moves.Select(m => m.To).Where(t => t.Length > 0).Distinct(StringComparer.Ordinal), "nobody")}"));
        }

        var has = facts.DevicesOf(group, plan.Assignments);
        // Workers are given whole: their devices may be more than what was asked for, never fewer.
        return devices is { } wanted && has < wanted
            ? new RescaleSight(RescalePhase.Planned, Say($"it has {has} of {wanted} devices, and the plan moves nothing yet"))
            : new RescaleSight(RescalePhase.Settled, Say($"it has {has} devices: {Names.List(facts.Servers(group, plan.Assignments), "none")}"));
    }

    private static RescalePhase FromMove(MovePhase phase) => phase switch
    {
        MovePhase.Preparing => RescalePhase.Preparing,
        MovePhase.Revoking => RescalePhase.Revoking,
        _ => RescalePhase.Assigning,
    };

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Steps of a rescale.</summary>
internal enum RescalePhase
{
    /// <summary>The planner has not made a target of it yet.</summary>
    Planned,

    /// <summary>New owners load and warm the models.</summary>
    Preparing,

    /// <summary>Old owners are to let go.</summary>
    Revoking,

    /// <summary>New owners are to start.</summary>
    Assigning,

    /// <summary>Every partition is where it is to be.</summary>
    Settled,
}
