using Shepherd.Core.Planning;
using Shepherd.Core.Primitives;

namespace Shepherd.Core.Tests.Planning;

/// <summary>
/// An estimator with models drawn from a seed: a batch of b fills w(b) of a device and takes β + α·b there, on a share s below w(b) the part that grows takes w(b) ÷ s as long. Monotone in
/// the batch and in the share.
/// </summary>
internal sealed class SeededEstimator : IResourceEstimator
{
    private readonly Model[] _models;
    private readonly double[] _speeds;

    /// <summary>Models of all kinds: small and large, hungry for compute or for memory.</summary>
    /// <param name="seed">Seed.</param>
    /// <param name="models">How many.</param>
    /// <param name="speeds">Speed of each pool's type.</param>
    public SeededEstimator(ulong seed, int models, IReadOnlyList<double> speeds)
    {
        var random = new SeededRandom(seed);
        _speeds = [.. speeds];
        _models = [.. Enumerable.Range(0, models).Select(_ => Model.Draw(random))];
    }

    /// <summary>Models that are given.</summary>
    public SeededEstimator(IReadOnlyList<Model> models, IReadOnlyList<double> speeds) => (_models, _speeds) = ([.. models], [.. speeds]);

    public ResourceNeed? Estimate(int model, int pool, int batch)
    {
        var of = _models[model];
        return pool < of.FirstPool ? null : new ResourceNeed(Width(of, pool, batch), of.WeightBytes, of.WorkBytes * batch, DurationNs(model, pool, batch, 100));
    }

    public long DurationNs(int model, int pool, int batch, double computePercent)
    {
        var of = _models[model];
        return (long)((of.BetaNs + (of.AlphaNs * batch * Math.Max(1, Width(of, pool, batch) / computePercent))) / _speeds[pool]);
    }

    /// <summary>The same models in another order.</summary>
    /// <param name="order">Old index of each new model.</param>
    public SeededEstimator Permute(IReadOnlyList<int> order) => new([.. order.Select(i => _models[i])], _speeds);

    /// <summary>A fast device is wide: the same batch fills less of it.</summary>
    private double Width(Model of, int pool, int batch) => Math.Min(100, of.Width * Math.Pow(batch, 0.7) / _speeds[pool]);

    /// <summary>A model.</summary>
    /// <param name="BetaNs">What any batch takes.</param>
    /// <param name="AlphaNs">What each request adds.</param>
    /// <param name="Width">Percent of a device of speed 1 that one request fills.</param>
    /// <param name="WeightBytes">Weights.</param>
    /// <param name="WorkBytes">Work memory of one request.</param>
    /// <param name="FirstPool">Pools before it do not run it.</param>
    public sealed record Model(double BetaNs, double AlphaNs, double Width, long WeightBytes, long WorkBytes, int FirstPool = 0)
    {
        public static Model Draw(SeededRandom random)
        {
            var isLarge = random.NextUnit() < 0.3;
            return new Model(
                1e6 * (1 + (4 * random.NextUnit())),
                1e6 * (0.1 + (1.5 * random.NextUnit())),
                4 + (26 * random.NextUnit()),
                (long)(1e9 * (isLarge ? 3 + (9 * random.NextUnit()) : 0.1 + random.NextUnit())),
                (long)(1e6 * (5 + (60 * random.NextUnit()))),
                random.NextUnit() < 0.05 ? 1 : 0);
        }
    }
}
