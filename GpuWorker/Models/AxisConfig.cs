namespace Shepherd.GpuWorker.Models;

/// <summary>One axis of an input, the batch axis not counted.</summary>
/// <param name="Extent">Fixed extent, or -1: free within the rules below.</param>
/// <param name="MultipleOf">A free extent is a multiple of this.</param>
/// <param name="Min">Smallest free extent.</param>
/// <param name="Max">Largest free extent.</param>
/// <param name="Buckets">Ascending padded sizes of a free axis; empty: each extent is its own bucket.</param>
internal sealed record AxisConfig(int Extent, int MultipleOf, int Min, int Max, IReadOnlyList<int> Buckets)
{
    public static AxisConfig Fixed(int extent) => new(extent, 1, extent, extent, []);

    public bool IsFree => Extent < 0;

    /// <summary>The least extent that an item may have.</summary>
    public long Smallest => IsFree ? (Min + MultipleOf - 1) / MultipleOf * MultipleOf : Extent;

    /// <summary>The largest extent that items are padded to; without buckets the least, for the largest may be out of all proportion.</summary>
    public long Largest => Buckets.Count > 0 ? Max : Smallest;

    /// <summary>Extent after padding: the smallest bucket that holds it.</summary>
    public long Padded(long extent)
    {
        foreach (var bucket in Buckets)
        {
            if (bucket >= extent)
                return bucket;
        }

        return extent;
    }

    /// <summary>Says why an item may not have this extent, or null.</summary>
    public string? FindFault(long extent)
    {
        if (!IsFree)
            return extent == Extent ? null : $"is {extent} and must be {Extent}";
        if (extent < Min)
            return $"is {extent} and must be at least {Min}";
        if (Buckets.Count > 0 && extent > Buckets[^1])
            return $"is {extent}, over the largest bucket {Buckets[^1]}";
        if (extent > Max)
            return $"is {extent} and must be at most {Max}";
        return extent % MultipleOf == 0 ? null : $"is {extent} and must be a multiple of {MultipleOf}";
    }
}
