using Shepherd.Core.Primitives;

namespace Shepherd.Simulator.Plans.Workloads;

/// <summary>Draws that workloads share.</summary>
internal static class Draws
{
    /// <summary>Uniform in the logarithm.</summary>
    public static double LogUniform(SeededRandom random, double least, double most) => least * Math.Pow(most / least, random.NextUnit());

    /// <summary>The numbers from 0 to count − 1 in random order (Fisher and Yates).</summary>
    public static int[] Shuffle(SeededRandom random, int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        for (var i = count - 1; i > 0; i--)
        {
            var other = (int)(random.NextUnit() * (i + 1));
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }

    /// <summary>A line through the logarithms of quantiles, at a uniform place.</summary>
    /// <param name="random">Where the place comes from.</param>
    /// <param name="quantiles">Ascending, from 0 to 1.</param>
    public static double Quantile(SeededRandom random, IReadOnlyList<(double At, double Value)> quantiles)
    {
        var at = random.NextUnit();
        var next = 1;
        while (next < quantiles.Count - 1 && at > quantiles[next].At)
            next++;
        var (below, above) = (quantiles[next - 1], quantiles[next]);
        return below.Value * Math.Pow(above.Value / below.Value, (at - below.At) / (above.At - below.At));
    }
}
