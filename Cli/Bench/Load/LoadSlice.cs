namespace Shepherd.Cli.Bench.Load;

/// <summary>What a load measured.</summary>
/// <param name="Sent">Requests, those before the measured time included. Each was answered.</param>
/// <param name="Seconds">Measured time.</param>
/// <param name="LatenciesNs">From produce to result read, of what was answered in the measured time.</param>
internal sealed record LoadSlice(long Sent, double Seconds, IReadOnlyList<long> LatenciesNs)
{
    public double Rps => LatenciesNs.Count / Seconds;
}
