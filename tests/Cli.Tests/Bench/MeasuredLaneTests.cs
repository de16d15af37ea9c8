using Shepherd.Cli.Bench.Goodput;
using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Benchmarks;
using Shepherd.Simulator.Report;

namespace Shepherd.Cli.Tests.Bench;

public sealed class MeasuredLaneTests
{
    private static readonly MixModel Model = new("m", "t", [], 50, 4, 1, [new LatencyPoint(1, 100), new LatencyPoint(2, 200), new LatencyPoint(4, 300)]);

    [Fact]
    public void Of_Batches_AreMeansAndNeverFall()
    {
        var lane = Lane([Batch(1, 110), Batch(1, 130), Batch(2, 260), Batch(4, 240), Batch(4, 240)]);
        // 2 says 260 once and 4 says 240 twice: by chance; they share their mean.
        Assert.Equal([new LatencyPoint(1, 120), new LatencyPoint(2, 246), new LatencyPoint(4, 246)], lane.Truth);
    }

    [Fact]
    public void Of_SizeThatDidNotRun_IsTheIdleProfileSlowedDown()
    {
        Assert.Equal([new LatencyPoint(1, 200), new LatencyPoint(2, 400), new LatencyPoint(4, 600)], Lane([Batch(1, 200)]).Truth);
    }

    [Fact]
    public void Of_Requests_TellTheWayThereAndBack()
    {
        var lane = Lane([Batch(1, 100)]);
        // On average 7 there, 40 until the batch ended, 55 until the answer was read.
        Assert.Equal((7, 15), (lane.TransitNs, lane.AnswerNs));
    }

    [Fact]
    public void Terms_Stops_AreTheirMean()
    {
        var recording = new Recording([], [new RecordedStop("m", 0, true, 10, 100), new RecordedStop("m", 0, true, 30, 100)], [], 0);
        var terms = MeasuredLane.Terms(recording, PreemptionKind.Suspend, 8, 1000);
        Assert.Equal((PreemptionKind.Suspend, 8, 20L, 1000L), (terms.Kind, terms.ExitPoints, terms.AcknowledgeNs, terms.SuspendBudgetBytes));
        Assert.Equal(0, MeasuredLane.Terms(recording, PreemptionKind.Restart, 8, 1000).ExitPoints);
    }

    [Fact]
    public void Sums_Rounds_AreTakenTogether()
    {
        var sum = Assert.Single(GoodputReport.Sums([Model], [Slice(0, 10, 8, 9), Slice(1, 30, 12, 13)]));
        Assert.Equal((10.0, 11.0, 0.1), (sum.GoodputRps, sum.PredictedRps, Math.Round(sum.Error, 9)));
        Assert.Equal((0.5, 0.55), (sum.Models[0].Attainment, sum.Models[0].Predicted));
    }

    [Fact]
    public void Of_BatchesAndStops_VaryAsTheyDid()
    {
        var recording = new Recording([Batch(1, 50), Batch(1, 150), Batch(2, 200)], [new RecordedStop("m", 0, true, 10, 100), new RecordedStop("other", 0, true, 99, 100)], [new RecordedRequest("m", 0, 6, 30)], 0);
        var lane = MeasuredLane.Of(recording, Model, [50]);
        Assert.Equal([0.5, 1.5, 1], lane.Variation);
        Assert.Equal([0.1], lane.StopShares);
    }

    private static GoodputSlice Slice(int round, int requests, int inSlo, int predicted) => new(
        PreemptionKind.None, round, 1, [new GoodputModel("m", requests, inSlo, predicted, 1, 2, 0, 0)], 0,
        new SimulationResult
        {
            Requests = requests,
            InSlo = predicted,
            GoodputRps = predicted,
            Utilization = 0,
            MeanBatch = 1,
            Preemptions = 0,
            WastedDeviceS = 0,
            WorstModelAttainment = 0,
            Models = [],
            Digest = "",
            Events = 0,
        },
        0);

    private static MeasuredLane Lane(IReadOnlyList<RecordedBatch> batches) =>
        MeasuredLane.Of(new Recording(batches, [], [new RecordedRequest("m", 0, 6, 30), new RecordedRequest("m", 0, 8, 50), new RecordedRequest("other", 0, 99, 99)], 0), Model, [50, 60]);

    private static RecordedBatch Batch(int size, long laneNs) => new("m", 0, size, laneNs, laneNs, laneNs);
}
