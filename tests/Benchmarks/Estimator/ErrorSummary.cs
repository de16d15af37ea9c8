namespace Shepherd.Benchmarks.Estimator;

/// <summary>Relative errors of estimates: |estimate ÷ measurement − 1|, and which way they lean.</summary>
/// <param name="Points">How many.</param>
/// <param name="Mean">Mean.</param>
/// <param name="Median">Median.</param>
/// <param name="P90">90th percentile.</param>
/// <param name="Max">Largest.</param>
/// <param name="Lean">Median of estimate ÷ measurement.</param>
internal sealed record ErrorSummary(int Points, double Mean, double Median, double P90, double Max, double Lean)
{
    public static ErrorSummary Of(IReadOnlyList<(double EstimateNs, double MeasuredNs)> pairs)
    {
        var ratios = pairs.Select(p => p.EstimateNs / p.MeasuredNs).Order().ToList();
        var errors = ratios.Select(r => Math.Abs(r - 1)).Order().ToList();
        return new ErrorSummary(errors.Count, errors.Average(), errors[errors.Count / 2], errors[Math.Min(errors.Count - 1, errors.Count * 9 / 10)], errors[^1], ratios[ratios.Count / 2]);
    }

    public override string ToString() => FormattableString.Invariant($"{Points,4} points: mean {Mean,6:P1}, median {Median,6:P1}, p90 {P90,6:P1}, max {Max,6:P1}, median ratio {Lean:0.00}");
}
