using Shepherd.Core.Profiles;
using Shepherd.Core.Usher.Estimation;

namespace Shepherd.Core.Tests.Usher.Estimation;

public sealed class ComposedEstimatorTests
{
    [Fact]
    public void Estimate_EachCell_IsItsOwnOrNothing()
    {
        var table = new TableEstimator([new LatencyPoint(1, 1000)], new ModelMemory(1, default));
        var analytic = new AnalyticEstimator(Graphs.Of(Graphs.Product("p", 100, 100)), DeviceCatalog.Find("T4")!);
        var estimator = new ComposedEstimator([[table, null], [analytic, table]]);
        Assert.Equal(table.Estimate(3), estimator.Estimate(0, 0, 3));
        Assert.Null(estimator.Estimate(0, 1, 3));
        Assert.Equal(analytic.DurationNs(3, 20), estimator.DurationNs(1, 0, 3, 20));
        Assert.Throws<ArgumentException>(() => estimator.DurationNs(0, 1, 1, 100));
    }
}
