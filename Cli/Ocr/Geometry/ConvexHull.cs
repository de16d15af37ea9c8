namespace Shepherd.Cli.Ocr.Geometry;

/// <summary>Andrew's monotone chain.</summary>
internal static class ConvexHull
{
    /// <summary>The corners of the hull in order around it, without points on its edges. Sorts <paramref name="points"/>.</summary>
    public static List<Point> Of(List<Point> points)
    {
        points.Sort((a, b) => a.X != b.X ? a.X.CompareTo(b.X) : a.Y.CompareTo(b.Y));
        if (points.Count < 3)
            return [.. points.Distinct()];
        var hull = new List<Point>();
        Chain(points, hull);
        var lower = hull.Count;
        points.Reverse();
        Chain(points, hull, lower - 1);
        hull.RemoveAt(hull.Count - 1);
        return hull;
    }

    // From the end of the finished part on, keeps only left turns; the last point of one chain is the first of the next.
    private static void Chain(List<Point> points, List<Point> hull, int start = 0)
    {
        foreach (var point in points.Skip(start == 0 ? 0 : 1))
        {
            while (hull.Count >= start + 2 && (hull[^1] - hull[^2]).Cross(point - hull[^2]) <= 0)
                hull.RemoveAt(hull.Count - 1);
            hull.Add(point);
        }
    }
}
