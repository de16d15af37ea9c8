using static System.FormattableString;

namespace Shepherd.Core.Rebalancing;

/// <summary>A plan's reasons, for people: what is asked of each group that moves, and where it goes.</summary>
internal static class Summary
{
    public static List<string> Of(Terrain terrain, IReadOnlyList<PartitionMove> moves, ReasonBook reasons)
    {
        var lines = new List<string>();
        foreach (var group in moves.GroupBy(m => m.Group))
        {
            var index = terrain.FindGroup(group.Key);
            var asked = terrain.Demand(index) > 0 ? Invariant($" (asks for {terrain.Demand(index):0.00} devices)") : "";
            // Moves between the same two for like reasons are told together: by the first one's.
            var ways = group.GroupBy(m => (m.From, m.To)).Select(w => $"{w.Count()} {Way(w.Key.From, w.Key.To)}: {w.First().Reason}");
            lines.Add($"{group.Key}{asked}: {string.Join("; ", ways)}");
        }

        lines.AddRange(reasons.Said);
        return lines;
    }

    private static string Way(string from, string to) => (from.Length, to.Length) switch
    {
        (0, _) => $"to {to}",
        (_, 0) => $"from {from}",
        _ => $"from {from} to {to}",
    };
}
