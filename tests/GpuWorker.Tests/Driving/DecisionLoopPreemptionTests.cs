using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Driving.Isolation;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Tests.Driving.Isolation;

namespace Shepherd.GpuWorker.Tests.Driving;

/// <summary>What the loop makes of a policy's preemptions, decision by decision.</summary>
public sealed class DecisionLoopPreemptionTests : IDisposable
{
    private readonly ServedModels _models = new([new GpuWorker.Serving.ServedModel(0, [new SteppedModel(segments: 4)], [])], []);
    private readonly ScriptedPolicy _policy = new();
    private readonly RecordingLane _lane = new();
    private readonly List<DropReason> _givenUp = [];
    private readonly WorkItem[] _items = [VirtualWorker.Request(0, 0, 0, 100), VirtualWorker.Request(1, 0, 0, 100)];
    private readonly DecisionLoop _loop;

    public DecisionLoopPreemptionTests() => _loop = new DecisionLoop(_policy, _models, [_lane], (_, reason, _) => _givenUp.Add(reason), new Isolator(_ => "m", new RecordingFailures()));

    public void Dispose() => _models.Dispose();

    [Fact]
    public void Resume_Kept_GoesOnWithoutAnotherAttempt()
    {
        Suspend(isKept: true);
        Decide(10, Decision.Resume(0, _items, 60));
        Assert.Equal(["run 0 1", "stop Suspend", "resume 0 1"], _lane.Asked);
        Assert.All(_items, i => Assert.Equal(1, i.Attempts));
    }

    [Fact]
    public void Resume_NotKept_RunsAgainAsTheNextAttempt()
    {
        Suspend(isKept: false);
        Decide(10, Decision.Resume(0, _items, 60));
        Assert.Equal(["run 0 1", "stop Suspend", "run 0 1"], _lane.Asked);
        Assert.All(_items, i => Assert.Equal(2, i.Attempts));
    }

    [Fact]
    public void Drop_AllOfASuspendedBatch_DiscardsItOnceAfterTheLast()
    {
        Suspend(isKept: true);
        Decide(10, Decision.Drop(_items[0], DropReason.Late));
        Assert.DoesNotContain("discard 0 1", _lane.Asked);
        Decide(11, Decision.Drop(_items[1], DropReason.Cancelled));
        Assert.Equal("discard 0 1", _lane.Asked[^1]);
        Assert.Equal([DropReason.Late, DropReason.Cancelled], _givenUp);
    }

    [Fact]
    public void Drop_SuspendedAndNotKept_DiscardsNothing()
    {
        Suspend(isKept: false);
        Decide(10, Decision.Drop(_items[0], DropReason.Late), Decision.Drop(_items[1], DropReason.Late));
        Assert.Equal(["run 0 1", "stop Suspend"], _lane.Asked);
    }

    [Fact]
    public void Finished_WhileToldToStop_IsFinishedToThePolicy()
    {
        Decide(0, Decision.Dispatch(0, _items, 80));
        Decide(1, Decision.PreemptSuspend(0));
        _loop.Step(new DriverEvent(Finished: new FinishedBatch(0, _items, 80, IsMeasure: true)), 2);
        Assert.Equal(["finished 0"], _policy.Told);
        Assert.Equal(0, _models[0].Stops.Count);
        Assert.All(_items, i => Assert.Null(i.Batch));
    }

    [Fact]
    public void Preempted_Late_IsWhatTheNextStopIsExpectedToTake()
    {
        Decide(0, Decision.Dispatch(0, _items, 80));
        // Four segments of 20: it is to stop at 20, and is free at 28.
        Decide(5, Decision.PreemptRestart(0));
        _loop.Step(new DriverEvent(Preempted: new PreemptedBatch(0, _items, IsKept: false)), 28);
        Assert.Equal(["preempted 0"], _policy.Told);
        Assert.Equal(8, _models[0].Stops.AcknowledgeNs(80));
        Assert.Equal(16, _models[0].Stops.AcknowledgeNs(160));
        Assert.All(_items, i => Assert.Null(i.Batch));
    }

    private void Suspend(bool isKept)
    {
        Decide(0, Decision.Dispatch(0, _items, 80));
        Decide(1, Decision.PreemptSuspend(0));
        _loop.Step(new DriverEvent(Preempted: new PreemptedBatch(0, _items, isKept)), 5);
    }

    private void Decide(long nowNs, params Decision[] decisions)
    {
        _policy.Next = decisions;
        _loop.Step(default, nowNs);
    }
}
