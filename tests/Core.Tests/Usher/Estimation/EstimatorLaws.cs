using Shepherd.Core.Usher.Estimation;

namespace Shepherd.Core.Tests.Usher.Estimation;

/// <summary>What every estimator promises.</summary>
internal static class EstimatorLaws
{
    private static readonly int[] Batches = [1, 2, 3, 5, 8, 13, 16, 64, 200, 1 << 16];
    private static readonly double[] Shares = [1, 7, 12.5, 33, 50, 99, 100];

    public static void Check(IModelEstimator estimator)
    {
        var (lastNs, lastBytes) = (0L, 0L);
        foreach (var batch in Batches)
        {
            var need = estimator.Estimate(batch);
            Assert.True(need.DurationNs >= lastNs && need.MemoryBytes >= lastBytes, $"batch {batch}: {need} after {lastNs} ns, {lastBytes} bytes");
            Assert.InRange(need.ComputePercent, double.Epsilon, 100);
            Assert.Equal(need, estimator.Estimate(batch));
            (lastNs, lastBytes) = (need.DurationNs, need.MemoryBytes);
            var quickestNs = long.MaxValue;
            foreach (var share in Shares)
            {
                var ns = estimator.DurationNs(batch, share);
                Assert.True(ns <= quickestNs, $"batch {batch}: {ns} ns on {share} %, {quickestNs} ns on less");
                quickestNs = ns;
            }

            Assert.Equal(need.DurationNs, quickestNs);
            Assert.InRange(estimator.DurationNs(batch, need.ComputePercent), need.DurationNs, (need.DurationNs * 1.05) + 2);
        }

        foreach (var share in Shares)
        {
            lastNs = 0;
            foreach (var batch in Batches)
            {
                var ns = estimator.DurationNs(batch, share);
                Assert.True(ns >= lastNs, $"batch {batch} on {share} %: {ns} ns after {lastNs} ns");
                lastNs = ns;
            }
        }
    }
}
