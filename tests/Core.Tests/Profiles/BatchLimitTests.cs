using Shepherd.Core.Profiles;

namespace Shepherd.Core.Tests.Profiles;

public sealed class BatchLimitTests
{
    private const long Ms = 1_000_000;

    /// <summary>Measured while the machine was busy: 1 was taken for the best size, and larger ones are three times as good.</summary>
    [Fact]
    public void EfficientBatch_LargerSizesWereMeasuredTooSlow_TheLimitRisesToWhatRunsBest()
    {
        var latency = new MeasuredLatency(new Pinned(1), maxBatch: 8);

        var largest = Enumerable.Range(0, 2_000).Max(_ => RunFull(latency, batch => 10 * Ms + (batch * Ms)));

        Assert.Equal(8, largest);
        Assert.Equal(8, latency.EfficientBatch(0));
    }

    [Fact]
    public void EfficientBatch_LargerSizesAreIndeedWorse_FewAreTriedAndTheLimitStays()
    {
        var latency = new MeasuredLatency(new Pinned(2), maxBatch: 8);

        var larger = Enumerable.Range(0, 20_000).Count(_ => RunFull(latency, batch => batch * (batch > 2 ? 2 : 1) * Ms) > 2);

        Assert.InRange(larger, 4, 40);
        Assert.Equal(2, latency.EfficientBatch(0));
    }

    [Fact]
    public void EfficientBatch_BatchesAreNeverFull_NothingIsTried()
    {
        var latency = new MeasuredLatency(new Pinned(4), maxBatch: 8);

        for (var i = 0; i < 10_000; i++)
            latency.Observe(0, 3, 3 * Ms);

        Assert.Equal(4, latency.EfficientBatch(0));
    }

    [Fact]
    public void EfficientBatch_OneShapeRan_OthersAreAsProfiled()
    {
        var latency = new MeasuredLatency(new Pinned(3), maxBatch: 8);

        latency.Observe(2, 3, Ms);

        Assert.Equal([3, 3, 3, 3], Enumerable.Range(0, 4).Select(latency.EfficientBatch));
    }

    /// <summary>Runs a batch as large as is allowed.</summary>
    private static int RunFull(MeasuredLatency latency, Func<int, long> durationNs)
    {
        var batch = latency.EfficientBatch(0);
        latency.Observe(0, batch, durationNs(batch));
        return batch;
    }

    private sealed class Pinned(int batch) : ILatencyModel
    {
        public long EstimateNs(int bucket, int size) => size * Ms;

        public long FastestNs(int bucket) => Ms;

        public int EfficientBatch(int bucket) => batch;
    }
}
