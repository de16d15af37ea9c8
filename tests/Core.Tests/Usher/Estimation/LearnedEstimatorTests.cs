using Shepherd.Core.Usher.Estimation;

namespace Shepherd.Core.Tests.Usher.Estimation;

public sealed class LearnedEstimatorTests
{
    [Fact]
    public void Estimate_AnyGraph_KeepsTheLaws()
    {
        for (var seed = 0UL; seed < 50; seed++)
        {
            foreach (var weights in new[] { LearnedWeights.TensorRt, LearnedWeights.Cpu })
                EstimatorLaws.Check(new LearnedEstimator(Graphs.Random(seed), DeviceCatalog.All[(int)seed % DeviceCatalog.All.Count], weights));
        }
    }

    [Fact]
    public void Of_TwoOperators_IsTheSumOfEach()
    {
        var graph = Graphs.Of(Graphs.Product("p", 1000, 300), Graphs.Pointwise("r", 5000, 0));
        var device = DeviceCatalog.Find("V100")!;
        var whole = RooflineFeatures.Of(graph, device, Precision.Fp32, 4);
        var parts = graph.Operators.Select(o => RooflineFeatures.OfOperator(o, device, Precision.Fp32, 1, 4)).ToList();
        // All but the run and the copies, which are the model's.
        for (var i = 1; i < RooflineFeatures.Count - 1; i++)
            Assert.Equal(parts.Sum(p => p[i]), whole[i], 1e-6);
        Assert.Equal(RooflineFeatures.Count, RooflineFeatures.Names.Count);
    }

    [Fact]
    public void Create_WeightsThatAreNone_AreRefused()
    {
        var (graph, device) = (Graphs.Of(Graphs.Product("p", 10, 10)), DeviceCatalog.Find("T4")!);
        Assert.Throws<ArgumentException>(() => new LearnedEstimator(graph, device, [1, 2]));
        Assert.Throws<ArgumentException>(() => new LearnedEstimator(graph, device, new double[RooflineFeatures.Count]));
        Assert.Throws<ArgumentException>(() => new LearnedEstimator(graph, device, [-1, .. LearnedWeights.Cpu.Skip(1)]));
    }
}
