using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Driving;
using Shepherd.Tests.Shared;

namespace Shepherd.GpuWorker.Tests.Driving;

/// <summary>Batches that are stopped on a lane: each stretch ends in one event, and what is kept is given back.</summary>
public sealed class LanePreemptionTests : IDisposable
{
    private readonly SteppedModel _model = new(segments: 3);
    private LaneHarness? _harness;

    public void Dispose()
    {
        _model.MayEnd.Release(1000);
        _harness?.Dispose();
    }

    [Fact]
    public async Task Stop_Suspend_GoesOnWhereItStoppedWhileAnotherRanBetween()
    {
        var harness = Start(SteppedModel.StateBytesOfRun);
        WorkItem[] slow = [harness.Item(0, []), harness.Item(1, [])];
        StopInSegment(slow, PreemptionKind.Suspend);
        var stopped = Take(harness).Preempted!;
        Assert.Same(slow, stopped.Batch);
        Assert.True(stopped.IsKept);
        Assert.False(_model.WasAbandoned);
        Assert.Equal((1, 1), (_model.SegmentsRun, _model.Live));

        _model.MayEnd.Release(3 + 2);
        harness.Lane.Run([harness.Item(2, [])]);
        Assert.True(Take(harness).Finished!.IsMeasure);
        harness.Lane.Resume(slow);
        Assert.Same(slow, Take(harness).Finished!.Batch);

        Assert.Equal([("r-0", "OK"), ("r-1", "OK"), ("r-2", "OK")], await harness.ResultsAsync(3));
        Assert.Equal((6, 0), (_model.SegmentsRun, _model.Live));
    }

    [Fact]
    public async Task Stop_Restart_LosesItsWorkAndRunsAgain()
    {
        var harness = Start(SteppedModel.StateBytesOfRun);
        WorkItem[] batch = [harness.Item(0, [])];
        StopInSegment(batch, PreemptionKind.Restart);
        Assert.False(Take(harness).Preempted!.IsKept);
        Assert.True(_model.WasAbandoned);
        Assert.Equal((0, 1), (_model.Live, harness.Gate.Records));

        _model.MayEnd.Release(3);
        harness.Lane.Run(batch);
        Assert.NotNull(Take(harness).Finished);

        Assert.Equal([("r-0", "OK")], await harness.ResultsAsync(1));
        Assert.Equal(4, _model.SegmentsRun);
    }

    [Fact]
    public void Stop_SuspendBeyondTheBudget_IsNotKept()
    {
        var harness = Start((2 * SteppedModel.StateBytesOfRun) - 1);
        StopInSegment([harness.Item(0, [])], PreemptionKind.Suspend);
        Assert.True(Take(harness).Preempted!.IsKept);
        StopInSegment([harness.Item(1, [])], PreemptionKind.Suspend);
        Assert.False(Take(harness).Preempted!.IsKept);
        Assert.Equal(1, _model.Live);
    }

    [Fact]
    public void Discard_WhileAnotherRuns_MakesRoomForIt()
    {
        var harness = Start(SteppedModel.StateBytesOfRun);
        WorkItem[] dropped = [harness.Item(0, [])];
        StopInSegment(dropped, PreemptionKind.Suspend);
        Assert.True(Take(harness).Preempted!.IsKept);

        harness.Lane.Run([harness.Item(1, [])]);
        _model.Began.Wait();
        harness.Lane.Discard(dropped);
        harness.Lane.Stop(PreemptionKind.Suspend);
        _model.MayEnd.Release();

        Assert.True(Take(harness).Preempted!.IsKept);
        Assert.Equal(1, _model.Live);
    }

    [Fact]
    public async Task Discard_OnAnIdleLane_FreesItsState()
    {
        var harness = Start(SteppedModel.StateBytesOfRun);
        WorkItem[] dropped = [harness.Item(0, [])];
        StopInSegment(dropped, PreemptionKind.Suspend);
        Take(harness);
        harness.Lane.Discard(dropped);
        await Eventually.BecomesTrueAsync(() => _model.Live == 0, "its state is freed");
    }

    [Fact]
    public async Task Stop_InTheLastSegmentAndAfterTheEnd_HasFinishedAndStopsNothingElse()
    {
        var harness = Start(0);
        _model.MayEnd.Release(2);
        harness.Lane.Run([harness.Item(0, [])]);
        for (var segment = 0; segment < 3; segment++)
            _model.Began.Wait();
        harness.Lane.Stop(PreemptionKind.Restart);
        _model.MayEnd.Release();
        Assert.NotNull(Take(harness).Finished);

        harness.Lane.Stop(PreemptionKind.Restart);
        _model.MayEnd.Release(3);
        harness.Lane.Run([harness.Item(1, [])]);

        Assert.NotNull(Take(harness).Finished);
        Assert.Equal([("r-0", "OK"), ("r-1", "OK")], await harness.ResultsAsync(2));
        Assert.Empty(harness.Events);
    }

    [Fact]
    public void End_WithASuspendedBatch_FreesItAndLeavesItUncommitted()
    {
        var harness = Start(SteppedModel.StateBytesOfRun);
        StopInSegment([harness.Item(0, [])], PreemptionKind.Suspend);
        Take(harness);
        harness.Lane.End();
        Assert.Equal((0, 1), (_model.Live, harness.Gate.Records));
        Assert.Empty(harness.Tracker.ToCommit());
    }

    private LaneHarness Start(long budgetBytes) => _harness = new LaneHarness(_model, budgetBytes);

    /// <summary>Runs a batch and stops it within its first segment, which then ends.</summary>
    private void StopInSegment(WorkItem[] batch, PreemptionKind kind)
    {
        _harness!.Lane.Run(batch);
        _model.Began.Wait();
        _harness.Lane.Stop(kind);
        _model.MayEnd.Release();
    }

    private static DriverEvent Take(LaneHarness harness) =>
        harness.Events.TryTake(out var told, Eventually.Patience) ? told : throw new TimeoutException("the lane told nothing");
}
