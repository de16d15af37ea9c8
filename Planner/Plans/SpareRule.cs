using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Plans;

/// <summary>Whom a group may go to in need, until there is a new target: never against an operator's wish, and never to a worker that lends its devices to a lead.</summary>
internal static class SpareRule
{
    public static Func<string, string, bool> Of(PlanRecord? running, IReadOnlyList<Directive> directives)
    {
        var peers = (running?.ServingGroups ?? []).SelectMany(s => s.Peers.Select(p => p.Worker)).ToHashSet(StringComparer.Ordinal);
        var closed = directives.Where(d => d.Kind is DirectiveKind.Cordon or DirectiveKind.Drain).Select(d => d.Subject).ToHashSet(StringComparer.Ordinal);
        var pins = directives.Where(d => d.Kind == DirectiveKind.Pin).ToDictionary(d => d.Subject, d => d.Workers, StringComparer.Ordinal);
        return (worker, group) => !peers.Contains(worker) && !closed.Contains(worker) && (!pins.TryGetValue(group, out var pinned) || pinned.Contains(worker));
    }
}
