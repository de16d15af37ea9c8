namespace Shepherd.Core.Usher.Estimation;

/// <summary>
/// Least squares of the relative error with weights from 0 up and a ridge: <c>min Σ(w·xᵢ ÷ yᵢ − 1)² + λnΣ(sⱼwⱼ)²</c>, sⱼ the root mean square of column j, by coordinate descent. Squares of relative errors
/// prefer what is too low, so that in the end all weights are scaled to a median ratio of 1.
/// </summary>
public static class NonNegativeRidge
{
    /// <summary>Enough for ten columns that resemble each other to settle in the sixth digit.</summary>
    private const int RoundsMax = 20_000;

    /// <summary>Past it weights do not change in any digit that is kept.</summary>
    private const double Settled = 1e-12;

    /// <summary>Learns weights.</summary>
    /// <param name="samples">At least one, all with as many features.</param>
    /// <param name="ridge">λ; small against 1.</param>
    /// <exception cref="ArgumentException">There is no sample, or one is no measurement.</exception>
    public static double[] Fit(IReadOnlyList<RidgeSample> samples, double ridge = 1e-4)
    {
        if (samples.Count == 0)
            throw new ArgumentException("nothing to learn from: there is no sample", nameof(samples));
        var count = samples[0].Features.Count;
        foreach (var sample in samples)
        {
            if (!(sample.MeasuredNs > 0) || !double.IsFinite(sample.MeasuredNs) || sample.Features.Count != count || sample.Features.Any(f => !double.IsFinite(f) || f < 0))
                throw new ArgumentException(FormattableString.Invariant($"a sample of {sample.MeasuredNs} ns with {sample.Features.Count} features: times must be positive, and the {count} features numbers from 0 up"), nameof(samples));
        }

        var weights = Descend(samples, count, ridge);
        var middle = Median([.. samples.Select(s => s.MeasuredNs / Math.Max(double.Epsilon, Dot(weights, s.Features))).Where(double.IsFinite)]);
        return [.. weights.Select(w => w * middle)];
    }

    /// <summary>w·x.</summary>
    public static double Dot(IReadOnlyList<double> weights, IReadOnlyList<double> features)
    {
        var sum = 0.0;
        for (var i = 0; i < weights.Count; i++)
            sum += weights[i] * features[i];
        return sum;
    }

    private static double[] Descend(IReadOnlyList<RidgeSample> samples, int count, double ridge)
    {
        // Columns of unit root mean square: λ then means the same for each.
        var scales = new double[count];
        for (var j = 0; j < count; j++)
            scales[j] = Math.Sqrt(samples.Sum(s => s.Features[j] / s.MeasuredNs * (s.Features[j] / s.MeasuredNs)) / samples.Count);
        var gram = new double[count, count];
        var target = new double[count];
        foreach (var sample in samples)
        {
            var row = new double[count];
            for (var j = 0; j < count; j++)
                row[j] = scales[j] > 0 ? sample.Features[j] / sample.MeasuredNs / scales[j] : 0;
            for (var j = 0; j < count; j++)
            {
                target[j] += row[j] / samples.Count;
                for (var k = 0; k < count; k++)
                    gram[j, k] += row[j] * row[k] / samples.Count;
            }
        }

        var weights = new double[count];
        for (var round = 0; round < RoundsMax && Round(gram, target, weights, ridge) > Settled; round++)
        {
        }

        return [.. weights.Select((w, j) => scales[j] > 0 ? w / scales[j] : 0)];
    }

    /// <returns>The largest change.</returns>
    private static double Round(double[,] gram, double[] target, double[] weights, double ridge)
    {
        var largest = 0.0;
        for (var j = 0; j < weights.Length; j++)
        {
            if (gram[j, j] == 0)
                continue;
            var rest = target[j];
            for (var k = 0; k < weights.Length; k++)
                rest -= k == j ? 0 : gram[j, k] * weights[k];
            var next = Math.Max(0, rest / (gram[j, j] + ridge));
            largest = Math.Max(largest, Math.Abs(next - weights[j]));
            weights[j] = next;
        }

        return largest;
    }

    private static double Median(double[] values)
    {
        if (values.Length == 0)
            return 1;
        Array.Sort(values);
        return values.Length % 2 == 1 ? values[values.Length / 2] : (values[(values.Length / 2) - 1] + values[values.Length / 2]) / 2;
    }
}
