using Shepherd.Cli.Ocr.Geometry;

namespace Shepherd.Cli.Ocr.Reading;

/// <summary>Finds groups of touching pixels (eight neighbours) above a threshold.</summary>
internal static class ConnectedComponents
{
    /// <summary>For each group, in row order of its first pixel, the outer corners of its pixels: enough for its hull.</summary>
    public static IEnumerable<List<Point>> Find(ProbabilityMap map, byte threshold)
    {
        var seen = new bool[map.Width * map.Height];
        var stack = new Stack<int>();
        for (var start = 0; start < seen.Length; start++)
        {
            if (seen[start] || map.Values.Span[start] <= threshold)
                continue;
            var extents = new SortedDictionary<int, (int Left, int Right)>();
            seen[start] = true;
            stack.Push(start);
            while (stack.TryPop(out var pixel))
            {
                var (y, x) = Math.DivRem(pixel, map.Width);
                extents[y] = extents.TryGetValue(y, out var row) ? (Math.Min(row.Left, x), Math.Max(row.Right, x)) : (x, x);
                PushNeighbours(map, threshold, seen, stack, x, y);
            }

            yield return Corners(extents);
        }
    }

    private static void PushNeighbours(ProbabilityMap map, byte threshold, bool[] seen, Stack<int> stack, int x, int y)
    {
        var values = map.Values.Span;
        for (var ny = Math.Max(0, y - 1); ny <= Math.Min(map.Height - 1, y + 1); ny++)
        {
            for (var nx = Math.Max(0, x - 1); nx <= Math.Min(map.Width - 1, x + 1); nx++)
            {
                var neighbour = (ny * map.Width) + nx;
                if (seen[neighbour] || values[neighbour] <= threshold)
                    continue;
                seen[neighbour] = true;
                stack.Push(neighbour);
            }
        }
    }

    // Only the ends of each row can be on the hull.
    private static List<Point> Corners(SortedDictionary<int, (int Left, int Right)> extents)
    {
        var corners = new List<Point>(extents.Count * 4);
        foreach (var (y, (left, right)) in extents)
            corners.AddRange([new(left, y), new(left, y + 1), new(right + 1, y), new(right + 1, y + 1)]);
        return corners;
    }
}
