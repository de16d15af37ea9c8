using System.Globalization;
using Shepherd.Core.Profiles;

namespace Shepherd.Cli.Estimate;

/// <summary>Batch sizes as <c>1,2,4</c>.</summary>
internal static class BatchSizes
{
    /// <summary>Past what any device gains from; far below, tensors are past 64 bits.</summary>
    public const int Max = 1 << 16;

    /// <exception cref="ArgumentException">One of them is none; the message says which and what it takes.</exception>
    public static IReadOnlyList<int> Parse(string text, string option = "--batch")
    {
        var sizes = new SortedSet<int>();
        foreach (var part in text.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size is < 1 or > Max)
                throw new ArgumentException($"{option} {text}: '{part}' is no batch size; it takes whole numbers from 1 to {Max}, with commas between");
            sizes.Add(size);
        }

        return [.. sizes];
    }

    /// <summary>A measured table as <c>1:2.1,8:5.0</c>: batch size and milliseconds.</summary>
    /// <exception cref="ArgumentException">It is none; the message says where and what it takes.</exception>
    public static IReadOnlyList<LatencyPoint> ParseTable(string text)
    {
        var points = new List<LatencyPoint>();
        foreach (var part in text.Split(','))
        {
            if (part.Split(':') is not [var size, var milliseconds]
                || !int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var batch)
                || !double.TryParse(milliseconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var ms) || !(ms > 0) || ms > LatencyLimits.MaxNs / 1e6)
                throw new ArgumentException($"--table {text}: '{part}' is no measurement; it takes BATCH:MILLISECONDS with commas between, for example 1:2.1,8:5.0,16:9.2");
            points.Add(new LatencyPoint(batch, (long)Math.Ceiling(ms * 1e6)));
        }

        return LatencyPoint.FindFault(points) is { } fault ? throw new ArgumentException($"--table {text}: {fault}") : points;
    }
}
