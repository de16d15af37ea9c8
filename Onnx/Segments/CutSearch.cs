namespace Shepherd.Onnx.Segments;

/// <summary>
/// Chooses where to cut. A batch that is to give way waits for the end of its segment, on average Σ t² / 2T for segments of t in a model of T, and then keeps what is live there. Both are made shares of what
/// they could be, K · Σ (t / T)² and the mean of bytes over the most bytes of any point, and their weighted sum is least over all choices (dynamic programming over points in order).
/// </summary>
internal static class CutSearch
{
    /// <summary>Cuts at the widest points instead of at those of no bytes weigh as much as waits that are longer by this share.</summary>
    private const double BytesWeight = 0.25;

    /// <summary>Points kept for each segment: a finer choice moves a cut by less than 1/32 of a segment, and the search takes the square of their number.</summary>
    private const int PointsPerSegment = 32;

    /// <summary>Finds the best cuts.</summary>
    /// <param name="times">Time of each operator, any unit.</param>
    /// <param name="points">Where it may be cut, ascending.</param>
    /// <param name="segments">Segments at most, from 1; fewer where there are too few points.</param>
    /// <returns>Positions, ascending.</returns>
    public static IReadOnlyList<CutPoint> Find(IReadOnlyList<double> times, IReadOnlyList<CutPoint> points, int segments)
    {
        var before = new double[times.Count + 1];
        for (var i = 0; i < times.Count; i++)
            before[i + 1] = before[i] + times[i];
        if (before[^1] <= 0 || segments < 2)
            return [];
        var kept = Thin(before, points, segments * PointsPerSegment);
        return Choose(before, kept, Math.Min(segments, kept.Count + 1));
    }

    /// <summary>Of the points within one slice of time the one of the fewest bytes; none before the first or after the last operator that takes time, where a segment would do nothing.</summary>
    private static List<CutPoint> Thin(double[] before, IReadOnlyList<CutPoint> points, int slices)
    {
        var (kept, lastSlice) = (new List<CutPoint>(), -1);
        foreach (var point in points.Where(p => before[p.Position] > 0 && before[p.Position] < before[^1]))
        {
            var slice = (int)(before[point.Position] / before[^1] * slices);
            if (slice != lastSlice)
                kept.Add(point);
            else if (point.LiveBytes < kept[^1].LiveBytes)
                kept[^1] = point;
            lastSlice = slice;
        }

        return kept;
    }

    private static CutPoint[] Choose(double[] before, List<CutPoint> points, int segments)
    {
        var (total, most) = (before[^1], Math.Max(1, points.Count > 0 ? points.Max(p => p.LiveBytes) : 1));
        // best[k, j]: least cost of k + 1 cuts, the last of them at point j; the end of the graph is the last column.
        var best = new double[segments, points.Count + 1];
        var from = new int[segments, points.Count + 1];
        for (var cut = 0; cut < segments; cut++)
        {
            for (var j = cut; j <= points.Count; j++)
            {
                var end = j < points.Count ? before[points[j].Position] : total;
                var bytes = j < points.Count ? BytesWeight * points[j].LiveBytes / most / Math.Max(1, segments - 1) : 0;
                best[cut, j] = cut == 0 ? bytes + Wait(end) : double.PositiveInfinity;
                for (var i = cut - 1; cut > 0 && i < j; i++)
                {
                    var cost = best[cut - 1, i] + bytes + Wait(end - before[points[i].Position]);
                    if (cost < best[cut, j])
                        (best[cut, j], from[cut, j]) = (cost, i);
                }
            }
        }

        var chosen = new CutPoint[segments - 1];
        for (var (cut, j) = (segments - 1, points.Count); cut > 0; cut--)
        {
            j = from[cut, j];
            chosen[cut - 1] = points[j];
        }

        return chosen;

        double Wait(double time) => segments * (time / total) * (time / total);
    }
}
