namespace Shepherd.Cli.Ocr.Geometry;

/// <summary>The smallest rotated rectangle around points: one of its sides lies on an edge of their convex hull.</summary>
internal static class MinAreaRectangle
{
    public static TextBox Around(List<Point> points)
    {
        var hull = ConvexHull.Of(points);
        var best = Enclose(hull, new Point(1, 0));
        for (var i = 0; i < hull.Count; i++)
        {
            var edge = hull[(i + 1) % hull.Count] - hull[i];
            if (edge.Length == 0)
                continue;
            var box = Enclose(hull, edge * (1 / edge.Length));
            if (box.Width * box.Height < best.Width * best.Height)
                best = box;
        }

        return best;
    }

    private static TextBox Enclose(List<Point> hull, Point along)
    {
        var down = along.Down;
        float left = float.MaxValue, right = float.MinValue, top = float.MaxValue, bottom = float.MinValue;
        foreach (var point in hull)
        {
            var (u, v) = (point.Dot(along), point.Dot(down));
            (left, right) = (MathF.Min(left, u), MathF.Max(right, u));
            (top, bottom) = (MathF.Min(top, v), MathF.Max(bottom, v));
        }

        var center = (along * ((left + right) / 2)) + (down * ((top + bottom) / 2));
        return new TextBox(center, along, right - left, bottom - top);
    }
}
