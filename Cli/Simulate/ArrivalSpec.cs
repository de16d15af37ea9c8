using System.Globalization;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Cli.Simulate;

/// <summary>How requests vary, in a word: <c>poisson</c>, <c>gamma:CV</c>, <c>mmpp:RATIO:BURST_S:QUIET_S</c>, <c>diurnal:AMPLITUDE:PERIOD_S</c>.</summary>
internal static class ArrivalSpec
{
    public const string Forms = "poisson, gamma:CV, mmpp:RATIO:BURST_S:QUIET_S or diurnal:AMPLITUDE:PERIOD_S";

    /// <summary>The process at a mean rate of 1.</summary>
    /// <exception cref="ArgumentException">It is none of these, or a number is out of range.</exception>
    public static IArrivalProcess Parse(string text, string where)
    {
        var parts = text.Split(':');
        var numbers = parts.Skip(1).Select(p => double.TryParse(p, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToList();
        IArrivalProcess? process = (parts[0], numbers.Count) switch
        {
            ("poisson", 0) => new GammaArrivals(1, 1),
            ("gamma", 1) => new GammaArrivals(1, numbers[0]),
            ("mmpp", 3) => BurstyArrivals.OfRatio(numbers[0], numbers[1], numbers[2]),
            ("diurnal", 2) => new DiurnalArrivals(1, numbers[0], numbers[1]),
            _ => null,
        };
        var fault = process is null || numbers.Exists(double.IsNaN) ? $"it takes {Forms}" : process.FindFault();
        return fault is null ? process! : throw new ArgumentException($"{where} '{text}': {fault}");
    }
}
