using Shepherd.Core.Usher.Estimation;

namespace Shepherd.Core.Tests.Usher.Estimation;

public sealed class AnalyticEstimatorTests
{
    /// <summary>10 cores, 1 TFLOP/s, 100 GB/s, 1 µs a kernel; a tile is 100 outputs.</summary>
    private static readonly DeviceSpec Device = new("test", 10, 1_000_000_000, 100e9, 1e12) { LaunchNs = 1000, MatrixTile = 100, VectorTile = 100 };

    [Fact]
    public void Estimate_OneLargeProduct_IsLaunchAndArithmetic()
    {
        var estimator = new AnalyticEstimator(Graphs.Of(Graphs.Product("p", 1000, 500)), Device);
        // 2·1000·500·500 FLOP at 1 TFLOP/s, behind a launch.
        Assert.Equal(1000 + 500_000, estimator.Estimate(1).DurationNs);
        Assert.Equal(1000 + 4_000_000, estimator.Estimate(8).DurationNs);
        Assert.Equal(100, estimator.PeakComputePercent(1));
        Assert.Equal((0.0, 1000.0 / 501_000), estimator.Bounds(1));
    }

    [Fact]
    public void Estimate_PointwiseOverMuch_IsBoundByMemory()
    {
        var estimator = new AnalyticEstimator(Graphs.Of(Graphs.Pointwise("r", 1e6)), Device);
        // 8 MB at 100 GB/s.
        Assert.Equal(1000 + 80_000, estimator.Estimate(1).DurationNs);
        Assert.Equal(80.0 / 81, estimator.Bounds(1).Memory, 1e-12);
    }

    [Fact]
    public void Estimate_FewTiles_NeedsOnlyTheirCores()
    {
        // 100 outputs a request are one tile: one core of ten until the batch has ten.
        var estimator = new AnalyticEstimator(Graphs.Of(Graphs.Product("p", 0.1, 1000)), Device with { BandwidthBps = 1e15 });
        Assert.Equal(10, estimator.PeakComputePercent(1), 1e-9);
        Assert.Equal(50, estimator.PeakComputePercent(5), 1e-9);
        Assert.Equal(estimator.Estimate(1).DurationNs, estimator.Estimate(10).DurationNs);
        Assert.Equal((1000 + 2000, 1000 + 4000), (estimator.Estimate(10).DurationNs, estimator.Estimate(20).DurationNs));
        Assert.InRange(estimator.Estimate(1).ComputePercent, 9, 10);
        Assert.Equal(estimator.Estimate(1).DurationNs, estimator.DurationNs(1, 10));
    }

    [Fact]
    public void Estimate_Concurrent_IsTheCriticalPathAndSumsWhatRunsTogether()
    {
        // Products of one tile each: one, two branches of two and of one behind it, and what joins them.
        var graph = Graphs.Of(Graphs.Product("a", 0.1, 1000), Graphs.Product("b", 0.1, 1000, 0), Graphs.Product("c", 0.1, 1000, 1), Graphs.Product("d", 0.1, 1000, 0), Graphs.Product("e", 0.1, 1000, 2, 3));
        var device = Device with { BandwidthBps = 1e15 };
        var (serial, concurrent) = (new AnalyticEstimator(graph, device), new AnalyticEstimator(graph, device, concurrent: true));
        Assert.Equal(serial.Estimate(1).DurationNs * 4 / 5.0, concurrent.Estimate(1).DurationNs, 2.0);
        Assert.Equal(10, serial.PeakComputePercent(1), 1e-9);
        Assert.Equal(20, concurrent.PeakComputePercent(1), 1e-9);
    }

    [Fact]
    public void Estimate_Memory_IsWeightsAndTheMostAliveAtOnce()
    {
        var graph = Graphs.Of(Graphs.Product("p", 1000, 500), Graphs.Pointwise("r", 1000, 0)) with
        {
            Buffers = [new ActivationBuffer(new AffineCost(0, 100), 0, 0), new ActivationBuffer(new AffineCost(50, 1000), 0, 1), new ActivationBuffer(new AffineCost(0, 10), 1, 1)],
        };
        Assert.Equal(50 + 1100 * 3, graph.PeakActivationBytes(3));
        var need = new AnalyticEstimator(graph, Device).Estimate(3);
        Assert.Equal(4 * 500 * 500, need.WeightBytes);
        Assert.InRange(need.WorkBytes, graph.PeakActivationBytes(3), 1.5 * graph.PeakActivationBytes(3));
        var half = new AnalyticEstimator(graph, Device with { Fp16Flops = 2e12 }, Precision.Fp16).Estimate(3);
        Assert.Equal(need.WeightBytes / 2, half.WeightBytes);
    }

    [Fact]
    public void Estimate_AnyGraph_NeverFallsWithTheBatchNorRisesWithTheShare()
    {
        foreach (var device in DeviceCatalog.All)
        {
            for (var seed = 0UL; seed < 25; seed++)
            {
                foreach (var concurrent in new[] { false, true })
                    EstimatorLaws.Check(new AnalyticEstimator(Graphs.Random(seed), device, concurrent: concurrent));
            }
        }
    }

    [Fact]
    public void Estimate_BatchOrShareThatIsNone_IsRefused()
    {
        var estimator = new AnalyticEstimator(Graphs.Of(Graphs.Product("p", 10, 10)), Device);
        Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Estimate(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => estimator.DurationNs(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => estimator.DurationNs(1, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => estimator.DurationNs(1, 101));
    }

    [Fact]
    public void Create_PrecisionThatTheDeviceLacks_IsRefusedByName() =>
        Assert.Contains("'T4' has no TF32 units; choose a precision of fp32, fp16, int8", Assert.Throws<ArgumentException>(() => new AnalyticEstimator(Graphs.Of(Graphs.Product("p", 10, 10)), DeviceCatalog.Find("t4")!, Precision.Tf32)).Message, StringComparison.Ordinal);

    [Fact]
    public void Create_FaultyGraph_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new AnalyticEstimator(Graphs.Of(Graphs.Product("p", double.NaN, 10)), Device));
        Assert.Throws<ArgumentException>(() => new AnalyticEstimator(Graphs.Of(Graphs.Product("p", 1, 10, 0)), Device));
        Assert.Throws<ArgumentException>(() => new AnalyticEstimator(Graphs.Of(), Device));
    }

    [Fact]
    public void Catalog_EveryDevice_IsSoundAndFoundInAnyCase()
    {
        Assert.All(DeviceCatalog.All, d => Assert.Null(d.FindFault()));
        Assert.All(DeviceCatalog.All, d => Assert.Same(d, DeviceCatalog.Find(d.Name.ToLowerInvariant())));
        Assert.Equal(("A100-80", "V100-16"), (DeviceCatalog.Find("a100")!.Name, DeviceCatalog.Find("V100")!.Name));
        Assert.Null(DeviceCatalog.Find("A10"));
        string[] promised = ["T4", "V100-16", "A100-40", "A100-80", "H100"];
        Assert.All(promised, name => Assert.NotNull(DeviceCatalog.Find(name)));
    }
}
