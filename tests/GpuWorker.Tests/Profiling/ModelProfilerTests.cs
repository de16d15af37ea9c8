using Microsoft.Extensions.Logging;
using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Profiling;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.Tests.Shared;

namespace Shepherd.GpuWorker.Tests.Profiling;

public class ModelProfilerTests
{
    private static readonly AxisConfig Buckets = new(-1, 1, 1, 16, [4, 8, 16]);

    private readonly ManualClock _clock = new();
    private readonly RecordingLog<ModelProfiler> _log = new();

    [Fact]
    public void Measure_SeveralBuckets_TimesBothEndsAtEverySize()
    {
        var profiles = Measure(Model(Buckets, 6, run => Ms(run.Batch + run.Extent)));
        Assert.Equal([4, 16], profiles.Select(profile => profile.Elements));
        Assert.Equal([(1, 5), (2, 6), (4, 8), (6, 10)], Points(profiles[0]));
        Assert.Equal([(1, 17), (2, 18), (4, 20), (6, 22)], Points(profiles[1]));
        Assert.Equal("Model m is measured, batch size: ms for each shape: 4 1: 5.0, 2: 6.0, 4: 8.0, 6: 10.0 ms; 16 1: 17.0, 2: 18.0, 4: 20.0, 6: 22.0 ms; largest batches worth running: 6, 6; it took 424 ms", Assert.Single(_log.Lines).Text);
    }

    [Fact]
    public void Measure_SlowFirstRunAndHiccups_CountsNone()
    {
        var profiles = Measure(Model(AxisConfig.Fixed(4), 2, run => Ms(run.Earlier == 0 ? 90 : run.Earlier > 1 ? 40 : run.Batch)));
        Assert.Equal([(1, 1), (2, 2)], Points(Assert.Single(profiles)));
    }

    [Fact]
    public void Measure_LargerBatchQuicker_NeverFalls()
    {
        var profiles = Measure(Model(AxisConfig.Fixed(4), 8, run => Ms(10 - run.Batch)));
        Assert.Equal([(1, 2), (2, 2), (4, 2), (8, 2)], Points(Assert.Single(profiles)));
    }

    [Fact]
    public void Measure_SlowModel_EndsAfterItsTimeAndTheRunUnderWay()
    {
        var model = Model(Buckets, 64, run => Ms(40 * run.Batch));
        var profiles = Measure(model);
        var slowest = Ms(40 * 64);
        Assert.InRange(_clock.GetUtcNow() - DateTimeOffset.UnixEpoch, ModelProfiler.ShapeTimeMax, ModelProfiler.ModelTimeMax + slowest);
        // One run of the largest batch, with no time for another.
        Assert.Equal([(1, 40), (64, 2560)], Points(Assert.Single(profiles)));
        Assert.Equal([1, 1, 64], model.Runs.Select(run => run.Batch));
    }

    [Fact]
    public void Measure_LargestBatchFails_KeepsWhatRanAndWarns()
    {
        var profiles = Measure(Model(AxisConfig.Fixed(4), 8, run => run.Batch == 8 ? throw new ModelRunException("m", "out of memory", new OutOfMemoryException()) : Ms(3)));
        Assert.Equal([(1, 3)], Points(Assert.Single(profiles)));
        Assert.Contains(_log.Lines, line => line.Level == LogLevel.Warning && line.Text.Contains("out of memory", StringComparison.Ordinal));
    }

    [Fact]
    public void Measure_NothingRuns_HasNoProfile()
    {
        Assert.Empty(Measure(Model(AxisConfig.Fixed(4), 8, _ => throw new ModelRunException("m", "no kernel", new InvalidOperationException()))));
    }

    private static TimeSpan Ms(double ms) => TimeSpan.FromMilliseconds(ms);

    private static IEnumerable<(int Batch, long Ms)> Points(ShapeProfile profile) => profile.Points.Select((LatencyPoint point) => (point.Batch, point.DurationNs / 1_000_000));

    private TimedModel Model(AxisConfig axis, int maxBatch, Func<Run, TimeSpan> rule) => new(_clock, axis, maxBatch, rule);

    private IReadOnlyList<ShapeProfile> Measure(TimedModel model) => new ModelProfiler(_clock, _log).Measure(model);
}
