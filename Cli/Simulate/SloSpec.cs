using System.Globalization;
using Shepherd.Core.Profiles;

namespace Shepherd.Cli.Simulate;

/// <summary><c>25ms</c>, or <c>5x</c>: five times l(1).</summary>
internal static class SloSpec
{
    private const double NsPerMs = 1e6;

    public static long Parse(string text, ILatencyModel latency)
    {
        var (unit, scale) = text.EndsWith("ms", StringComparison.Ordinal) ? ("ms", NsPerMs) : ("x", latency.EstimateNs(0, 1));
        // A day is past any promise; beyond, it is a mistake of units.
        if (text.EndsWith(unit, StringComparison.Ordinal)
            && double.TryParse(text[..^unit.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number * scale is >= 1 and <= 24 * 3600 * 1e9)
            return (long)(number * scale);
        throw new ArgumentException($"slo '{text}' is neither a time such as 25ms nor a multiple of l(1) such as 5x, of at most a day");
    }
}
