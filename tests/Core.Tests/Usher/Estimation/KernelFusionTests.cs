using Shepherd.Core.Usher.Estimation;

namespace Shepherd.Core.Tests.Usher.Estimation;

public sealed class KernelFusionTests
{
    [Fact]
    public void Fuse_PointwiseBehindProduct_IsOneKernelWithoutWhatLiesBetween()
    {
        var graph = Graphs.Of(Graphs.Product("p", 8, 64), Graphs.View("v", 0), Graphs.Pointwise("r", 8 * 64, 1));
        var kernel = Assert.Single(KernelFusion.Fuse(graph).Operators);
        Assert.Equal(graph.Flops, kernel.Flops);
        Assert.Equal(graph.Operators[0].ReadBytes, kernel.ReadBytes);
        Assert.Equal(graph.Operators[2].WrittenBytes, kernel.WrittenBytes);
    }

    [Fact]
    public void Fuse_OutputReadTwice_StaysInMemory()
    {
        var graph = Graphs.Of(Graphs.Product("p", 8, 64), Graphs.Pointwise("a", 512, 0), Graphs.Pointwise("b", 512, 0));
        Assert.Equal(3, KernelFusion.Fuse(graph).Operators.Count);
    }

    [Fact]
    public void Fuse_SumOfTwoBranches_GoesToTheLaterAndWaitsForTheOther()
    {
        var sum = Graphs.Pointwise("sum", 512, 0, 1) with { ReadBytes = new AffineCost(0, 2 * 4 * 512) };
        var fused = KernelFusion.Fuse(Graphs.Of(Graphs.Product("p", 8, 64), Graphs.Product("q", 8, 64), sum));
        Assert.Equal(["p", "q"], fused.Operators.Select(o => o.Name));
        Assert.Equal([0], fused.Operators[1].After);
        // q reads its own input and what p wrote.
        Assert.Equal(new AffineCost(0, 2 * 4 * 512), fused.Operators[1].ReadBytes);
    }

    [Fact]
    public void Fuse_AnyGraph_KeepsFlopsAndOrder()
    {
        for (var seed = 0UL; seed < 200; seed++)
        {
            var graph = Graphs.Random(seed);
            var fused = KernelFusion.Fuse(graph);
            Assert.Null(fused.Operators.Count > 0 ? fused.FindFault() : null);
            var kept = graph.Operators.Where(o => o.Kind != OperatorKind.View).Sum(o => o.Flops.At(3));
            Assert.Equal(kept, fused.Operators.Sum(o => o.Flops.At(3)), kept * 1e-12);
        }
    }
}
