namespace Shepherd.Cli.Bench.Shift;

/// <summary>Shares over time in one line of text.</summary>
internal static class Sparkline
{
    private const string Steps = "_.:-=+*#";

    /// <summary>One character each: <c>_</c> for nothing, <c>#</c> for all of it.</summary>
    /// <param name="shares">From 0 to 1.</param>
    public static string Of(IEnumerable<double> shares) => string.Concat(shares.Select(s => Steps[(int)Math.Round(Math.Clamp(s, 0, 1) * (Steps.Length - 1))]));
}
