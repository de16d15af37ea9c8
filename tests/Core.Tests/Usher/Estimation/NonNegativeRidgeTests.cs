using Shepherd.Core.Primitives;
using Shepherd.Core.Usher.Estimation;

namespace Shepherd.Core.Tests.Usher.Estimation;

public sealed class NonNegativeRidgeTests
{
    [Fact]
    public void Fit_ExactLaw_FindsItsWeights()
    {
        var random = new SeededRandom(1);
        double[] law = [3, 0, 0.5];
        var samples = Enumerable.Range(0, 100).Select(_ => Sample(random, law, noise: 0)).ToList();
        var weights = NonNegativeRidge.Fit(samples, ridge: 1e-9);
        for (var i = 0; i < law.Length; i++)
            Assert.Equal(law[i], weights[i], 1e-3);
    }

    [Fact]
    public void Fit_NoisyLaw_PredictsHeldOutWithinTheNoise()
    {
        var random = new SeededRandom(2);
        double[] law = [3, 1, 0.5];
        var weights = NonNegativeRidge.Fit([.. Enumerable.Range(0, 200).Select(_ => Sample(random, law, noise: 0.1))]);
        Assert.All(Enumerable.Range(0, 100).Select(_ => Sample(random, law, noise: 0)), s => Assert.InRange(NonNegativeRidge.Dot(weights, s.Features) / s.MeasuredNs, 0.9, 1.1));
    }

    [Fact]
    public void Fit_LawWithANegativeWeight_HasNone()
    {
        var random = new SeededRandom(3);
        var weights = NonNegativeRidge.Fit([.. Enumerable.Range(0, 100).Select(_ => Sample(random, [5, -1, 1], noise: 0))]);
        Assert.All(weights, w => Assert.True(w >= 0));
    }

    [Fact]
    public void Fit_SampleThatIsNone_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => NonNegativeRidge.Fit([]));
        Assert.Throws<ArgumentException>(() => NonNegativeRidge.Fit([new RidgeSample([1], 0)]));
        Assert.Throws<ArgumentException>(() => NonNegativeRidge.Fit([new RidgeSample([double.NaN], 1)]));
    }

    private static RidgeSample Sample(SeededRandom random, double[] law, double noise)
    {
        double[] features = [.. law.Select(_ => Math.Exp(2 * random.NextNormal()))];
        var time = NonNegativeRidge.Dot(law, features) * (1 + (noise * random.NextNormal()));
        return time > 0 ? new RidgeSample(features, time) : Sample(random, law, noise);
    }
}
