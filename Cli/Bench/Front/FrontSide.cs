namespace Shepherd.Cli.Bench.Front;

/// <summary>One way of asking under one load.</summary>
/// <param name="Way">Its name.</param>
/// <param name="Callers">Callers, each with one request under way.</param>
internal sealed record FrontSide(string Way, int Callers)
{
    private readonly List<double> _latenciesMs = [];
    private double _seconds;

    public double Rps => _latenciesMs.Count / _seconds;

    public int Requests => _latenciesMs.Count;

    public void Add(IEnumerable<double> latenciesMs, double seconds)
    {
        _latenciesMs.AddRange(latenciesMs);
        _seconds += seconds;
    }

    public double QuantileMs(double share) => Quantile.Of(_latenciesMs, share);
}
