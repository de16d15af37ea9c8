using Shepherd.Core.Primitives;

namespace Shepherd.Simulator.Workloads;

/// <summary>Gaps of mean 1 from a Gamma distribution; its shape is 1 ÷ CV².</summary>
internal static class RenewalGaps
{
    public static double Next(SeededRandom random, double cv)
    {
        if (cv == 1)
            return random.NextExponential();
        var shape = 1 / (cv * cv);
        return random.NextGamma(shape) / shape;
    }

    /// <summary>
    /// From an instant picked at random to the next arrival: a uniform share of a gap drawn in proportion to its length, which for a Gamma of shape k is
    /// a Gamma of shape k + 1. To start with a whole gap would add (CV² − 1) ÷ 2 requests to the mean: 32 of them at a CV of 8.
    /// </summary>
    public static double First(SeededRandom random, double cv)
    {
        if (cv == 1)
            return random.NextExponential();
        var shape = 1 / (cv * cv);
        return random.NextUnit() * random.NextGamma(shape + 1) / shape;
    }
}
