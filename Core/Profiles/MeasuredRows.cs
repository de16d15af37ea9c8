namespace Shepherd.Core.Profiles;

/// <summary>Lays what was measured of some batch sizes out over others, as estimates are: each measured size's ratio to the profile, between two by a line through theirs, outside by the nearest.</summary>
internal static class MeasuredRows
{
    /// <param name="windows">What was measured, by ascending size.</param>
    /// <param name="sizes">Sizes to tell of, ascending.</param>
    /// <param name="runsMin">Sizes with fewer runs tell nothing.</param>
    /// <param name="priorNs">The profile by size; null without one: only sizes that ran are told.</param>
    public static IReadOnlyList<MeasuredRow> Of(SortedList<int, LatencyWindow> windows, IReadOnlyList<int> sizes, int runsMin, Func<int, long>? priorNs)
    {
        var measured = windows.Where(w => w.Value.Count >= runsMin).Select(w => (Size: w.Key, Window: w.Value)).ToList();
        var rows = new List<MeasuredRow>();
        if (measured.Count == 0)
            return rows;
        var (atLeastNs, highAtLeastNs) = (1L, 1L);
        foreach (var size in sizes)
        {
            var next = measured.FindIndex(m => m.Size >= size);
            var own = next >= 0 && measured[next].Size == size ? measured[next].Window : null;
            if (own is null && priorNs is null)
                continue;
            var (medianNs, highNs) = own is not null ? (own.MedianNs, own.EstimateNs) : Reckon(measured, next, size, priorNs!);
            // By chance a larger batch may have been quicker; it is never believed to be.
            atLeastNs = Math.Max(atLeastNs, medianNs);
            highAtLeastNs = Math.Max(Math.Max(highAtLeastNs, highNs), atLeastNs);
            rows.Add(new MeasuredRow(size, own?.Runs ?? 0, atLeastNs, highAtLeastNs));
        }

        return rows;
    }

    private static (long MedianNs, long HighNs) Reckon(List<(int Size, LatencyWindow Window)> measured, int next, int size, Func<int, long> priorNs)
    {
        var upper = next < 0 ? measured[^1] : measured[next];
        var lower = next <= 0 ? upper : measured[next - 1];
        var share = upper.Size == lower.Size ? 0 : (double)(size - lower.Size) / (upper.Size - lower.Size);
        double Ratio(Func<LatencyWindow, long> figure)
        {
            double Of((int Size, LatencyWindow Window) at) => figure(at.Window) / (double)Math.Max(1, priorNs(at.Size));
            return Of(lower) + (share * (Of(upper) - Of(lower)));
        }

        long Scale(double ratio) => (long)Math.Clamp(Math.Round(ratio * priorNs(size)), 1, LatencyLimits.MaxNs);
        return (Scale(Ratio(w => w.MedianNs)), Scale(Ratio(w => w.EstimateNs)));
    }
}
