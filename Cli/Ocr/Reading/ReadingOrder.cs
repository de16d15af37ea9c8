using Shepherd.Cli.Ocr.Geometry;

namespace Shepherd.Cli.Ocr.Reading;

/// <summary>Puts lines in the order in which a page is read: rows from its top, each from its left, however the page lies in the picture.</summary>
internal static class ReadingOrder
{
    /// <summary>Two boxes stand in one row when they overlap across the text by this share of the lower one.</summary>
    private const float RowOverlap = 0.5f;

    /// <summary>Groups items into rows. Their boxes run in reading direction, so a page on its head gives its rows from its own top.</summary>
    public static List<List<T>> Rows<T>(IReadOnlyCollection<T> items, Func<T, TextBox> boxOf)
    {
        if (items.Count == 0)
            return [];
        var along = PageDirection(items.Select(boxOf));
        var down = along.Down;
        var rows = new List<List<T>>();
        foreach (var item in items.OrderBy(i => boxOf(i).Center.Dot(down)).ThenBy(i => boxOf(i).Center.Dot(along)))
        {
            if (rows.Count > 0 && InOneRow(boxOf(rows[^1][0]), boxOf(item), down))
                rows[^1].Add(item);
            else
                rows.Add([item]);
        }

        foreach (var row in rows)
            row.Sort((a, b) => boxOf(a).Center.Dot(along).CompareTo(boxOf(b).Center.Dot(along)));
        return rows;
    }

    // The text's own vote, weighted by its length: one line on its head does not turn the page, most of them do.
    private static Point PageDirection(IEnumerable<TextBox> boxes)
    {
        var sum = boxes.Aggregate(default(Point), (total, box) => total + (box.Along * box.Width));
        return sum.Length > 0 ? sum * (1 / sum.Length) : new Point(1, 0);
    }

    private static bool InOneRow(TextBox first, TextBox second, Point down)
    {
        var distance = MathF.Abs(first.Center.Dot(down) - second.Center.Dot(down));
        var overlap = ((first.Height + second.Height) / 2) - distance;
        return overlap > RowOverlap * MathF.Min(first.Height, second.Height);
    }
}
