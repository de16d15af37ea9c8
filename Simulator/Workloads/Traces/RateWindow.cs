namespace Shepherd.Simulator.Workloads.Traces;

/// <summary>A time of one rate.</summary>
/// <param name="StartNs">From.</param>
/// <param name="EndNs">To, not included.</param>
/// <param name="Rate">Requests per second; not negative.</param>
/// <param name="Cv">Coefficient of variation of the gaps; positive where the rate is.</param>
public readonly record struct RateWindow(long StartNs, long EndNs, double Rate, double Cv)
{
    private const double NsPerS = 1e9;

    /// <summary>Requests expected.</summary>
    internal double Expected => Rate * (EndNs - StartNs) / NsPerS;
}
