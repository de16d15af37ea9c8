namespace Shepherd.Core.Usher.Scheduling;

/// <summary>What a model needs more of.</summary>
internal enum NeedClass
{
    /// <summary>Creq ÷ Mreq at or above the class ratio.</summary>
    ComputeHeavy,

    /// <summary>Mreq ÷ Creq at or above it.</summary>
    MemoryHeavy,

    /// <summary>Neither.</summary>
    Balanced,
}

/// <summary>In which order a group's units are placed, and with whom each would share a device (algorithm 2).</summary>
internal static class PlacementOrder
{
    /// <summary>Class of a pair of needs.</summary>
    public static NeedClass ClassOf(double compute, double memory, double ratio) =>
        compute >= ratio * memory ? NeedClass.ComputeHeavy : memory >= ratio * compute ? NeedClass.MemoryHeavy : NeedClass.Balanced;

    /// <summary>
    /// C-heavy and M-heavy units by falling need, paired rank by rank; then what the longer list has left and the balanced ones, paired in order. Without classes all are one list; without
    /// sorting the lists are in the order of the units.
    /// </summary>
    /// <param name="chosen">Configuration of each unit; those without replicas are not placed.</param>
    /// <param name="options">Whether there are classes, and sorting.</param>
    /// <param name="order">Units in order.</param>
    /// <param name="mates">For each place in <paramref name="order"/> the unit that it is paired with, or −1.</param>
    /// <returns>How many are placed.</returns>
    public static int Fill(ReadOnlySpan<ReplicaOption> chosen, UsherOptions options, Span<int> order, Span<int> mates)
    {
        Span<int> compute = stackalloc int[chosen.Length], memory = stackalloc int[chosen.Length], rest = stackalloc int[chosen.Length];
        var (computes, memories, rests) = (0, 0, 0);
        for (var unit = 0; unit < chosen.Length; unit++)
        {
            if (chosen[unit].Replicas == 0)
                continue;
            var point = chosen[unit].Point;
            switch (options.UsesClasses ? ClassOf(point.ComputePpm, point.MemoryPpm, options.ClassRatio) : NeedClass.Balanced)
            {
                case NeedClass.ComputeHeavy:
                    Insert(chosen, options, compute, computes++, unit);
                    break;
                case NeedClass.MemoryHeavy:
                    Insert(chosen, options, memory, memories++, unit);
                    break;
                default:
                    Insert(chosen, options, rest, rests++, unit);
                    break;
            }
        }

        var (count, pairs) = (0, Math.Min(computes, memories));
        for (var i = 0; i < pairs; i++)
        {
            (order[count], mates[count++]) = (compute[i], memory[i]);
            (order[count], mates[count++]) = (memory[i], compute[i]);
        }

        var paired = count;
        foreach (var unit in computes > pairs ? compute[pairs..computes] : memory[pairs..memories])
            order[count++] = unit;
        foreach (var unit in rest[..rests])
            order[count++] = unit;
        for (var i = paired; i < count; i++)
        {
            var mate = paired + ((i - paired) ^ 1);
            mates[i] = mate < count ? order[mate] : -1;
        }

        return count;
    }

    /// <summary>By falling compute and memory together, of equals the first.</summary>
    private static void Insert(ReadOnlySpan<ReplicaOption> chosen, UsherOptions options, Span<int> list, int count, int unit)
    {
        var at = count;
        for (; options.Sorts && at > 0 && chosen[list[at - 1]].Point.SizePpm < chosen[unit].Point.SizePpm; at--)
            list[at] = list[at - 1];
        list[at] = unit;
    }
}
