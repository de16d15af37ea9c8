using System.Globalization;
using Shepherd.Core.Profiles;

namespace Shepherd.Cli.Simulate;

/// <summary><c>25ms</c>, or <c>5x</c>: five times l(1).</summary>
internal static class SloSpec
{
    private const double NsPerMs = 1e6;

    /// <summary>A day is past any promise; beyond, it is a mistake of units.</summary>
    private const double NsMax = 24 * 3600 * 1e9;

    /// <exception cref="ArgumentException">It is neither, or not within a day.</exception>
    public static long Parse(string text, ILatencyModel latency) =>
        TryParse(text, out var number, out var isMs) && number * (isMs ? NsPerMs : latency.EstimateNs(0, 1)) is var ns and >= 1 and <= NsMax ? (long)ns : throw Fault($"slo '{text}'");

    /// <summary>Says that a text is no SLO of any model.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static void Check(string text, string option)
    {
        if (!TryParse(text, out _, out _))
            throw Fault($"{option} '{text}'");
    }

    private static bool TryParse(string text, out double number, out bool isMs)
    {
        isMs = text.EndsWith("ms", StringComparison.Ordinal);
        var unit = isMs ? "ms" : "x";
        number = 0;
        return text.EndsWith(unit, StringComparison.Ordinal)
            && double.TryParse(text[..^unit.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            && number > 0 && number <= NsMax && (!isMs || number * NsPerMs is >= 1 and <= NsMax);
    }

    private static ArgumentException Fault(string what) => new($"{what} is neither a time such as 25ms nor a multiple of l(1) such as 5x, of at most a day");
}
