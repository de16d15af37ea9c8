using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Driving.Isolation;
using Shepherd.GpuWorker.Serving;

namespace Shepherd.GpuWorker.Tests.Driving.Isolation;

/// <summary>What the loop makes of batches that fail, event by event, and what the policy hears of it.</summary>
public sealed class DecisionLoopIsolationTests : IDisposable
{
    private readonly ServedModels _models = new([new GpuWorker.Serving.ServedModel(0, [new SteppedModel(segments: 4)], [])], []);
    private readonly ScriptedPolicy _policy = new();
    private readonly RecordingLane _lane = new();
    private readonly RecordingFailures _failures = new();
    private readonly DecisionLoop _loop;
    private int _sequence;

    public DecisionLoopIsolationTests() =>
        _loop = new DecisionLoop(_policy, _models, [_lane], (_, _, _) => throw new InvalidOperationException("nothing is dropped"), new Isolator(_ => "m", _failures));

    public void Dispose() => _models.Dispose();

    [Fact]
    public void Failed_OneOfFourIsAtFault_PartsRunAndThePolicyHearsOfOneEnd()
    {
        var items = Dispatch(4);
        while (_lane.Running is { } part)
            End(part, poison: items[2]);
        Assert.Equal(["run 0 1 2 3", "run 0 1", "run 2 3", "run 2", "run 3"], _lane.Asked);
        Assert.Equal(["finished 0"], _policy.Told);
        Assert.Equal((4, 3, 1), Assert.Single(_failures.Searches));
        Assert.All(items, i => Assert.Equal((1, true, null), (i.Attempts, i.IsAnswered, i.Batch)));
        Assert.Empty(_failures.Given);
    }

    [Fact]
    public void Failed_StoppedBetweenParts_WhatIsAnsweredStaysSoAndTheRestGoesBack()
    {
        var items = Dispatch(4);
        End(items, poison: items[2]);
        Decide(5, Decision.PreemptSuspend(0));
        // Nothing of a part can be kept.
        Assert.Equal("stop Restart", _lane.Asked[^1]);
        End(_lane.Running!, poison: items[2]);
        Assert.Equal(["preempted 0"], _policy.Told);
        Assert.Equal([true, true, false, false], items.Select(i => i.IsAnswered));
        Assert.All(items, i => Assert.Null(i.Batch));
        Assert.Null(_lane.Running);

        Decide(6, Decision.Dispatch(0, [items[2], items[3]], 80));
        while (_lane.Running is { } part)
            End(part, poison: items[2]);
        Assert.Equal(["preempted 0", "finished 0"], _policy.Told);
        Assert.Equal([1, 1, 2, 2], items.Select(i => i.Attempts));
    }

    [Fact]
    public void Failed_FirstPartIsStopped_AllGoBack()
    {
        var items = Dispatch(4);
        End(items, poison: items[2]);
        Decide(5, Decision.PreemptRestart(0));
        Step(new DriverEvent(Preempted: new PreemptedBatch(0, _lane.Take(), IsKept: false)), 6);
        Assert.Equal(["preempted 0"], _policy.Told);
        Assert.All(items, i => Assert.Equal((false, null), (i.IsAnswered, i.Batch)));
        // Its delay is not that of a whole batch.
        Assert.Equal(0, _models[0].Stops.Count);
    }

    [Fact]
    public void Failed_WhileToldToSuspend_StartsAnewWhenItIsResumed()
    {
        var items = Dispatch(2);
        Decide(5, Decision.PreemptSuspend(0));
        End(items, poison: items[0]);
        Assert.Equal(["preempted 0"], _policy.Told);
        Decide(7, Decision.Resume(0, items, 40));
        Assert.Equal(["run 0 1", "stop Suspend", "run 0 1"], _lane.Asked);
        while (_lane.Running is { } part)
            End(part, poison: items[0]);
        Assert.Equal(["preempted 0", "finished 0"], _policy.Told);
        Assert.All(items, i => Assert.True(i.IsAnswered));
    }

    [Fact]
    public void Failed_DeadlinePassesMeanwhile_IsExpiredAndNotRun()
    {
        var items = Dispatch(4, deadlinesNs: [100, 100, 20, 100]);
        End(items, poison: items[0], nowNs: 10);
        End(_lane.Running!, poison: items[0], nowNs: 30);
        while (_lane.Running is { } part)
            End(part, poison: items[0], nowNs: 31);
        Assert.Equal(["run 0 1 2 3", "run 0 1", "run 0", "run 1", "run 3"], _lane.Asked);
        Assert.Equal([("2", "EXPIRED")], _failures.Given);
        Assert.Equal(["finished 0"], _policy.Told);
    }

    [Fact]
    public void Failed_WholeBatchesInARow_AreBrokenUntilOneRuns()
    {
        for (var i = 0; i < FailureWatch.BatchesMin; i++)
        {
            Assert.Empty(_failures.Broken);
            FailAll(Dispatch(16));
        }

        Assert.Equal("it broke", Assert.Single(_failures.Broken));
        Assert.All(_failures.Searches, s => Assert.Equal(30, s.Runs));
        Assert.Empty(_failures.Given);

        FailAll(Dispatch(16));
        Assert.Equal((3, 0, 3), _failures.Searches[^1]);
        Assert.Equal(13, _failures.Given.Count);
        Assert.All(_failures.Given, g => Assert.Contains("model 'm' fails whatever it is given on lane 0, 51 requests in a row", g.Outcome, StringComparison.Ordinal));

        var last = Dispatch(16);
        while (_lane.Running is { } part)
            End(part, poison: last[0]);
        Assert.Equal(13, _failures.Given.Count);
        Assert.Equal(["it broke", null], _failures.Broken);
        Assert.Equal((15, 1), (_failures.Searches[^1].Succeeded, _failures.Searches[^1].Failed));
    }

    [Fact]
    public void Failed_AFewBadOnesAlone_AreNoBrokenModel()
    {
        for (var i = 0; i < FailureWatch.RequestsMin - 1; i++)
            FailAll(Dispatch(1));
        Assert.Empty(_failures.Broken);
        End(Dispatch(1));
        for (var i = 0; i < FailureWatch.RequestsMin - 1; i++)
            FailAll(Dispatch(1));
        Assert.Empty(_failures.Broken);
        FailAll(Dispatch(1));
        Assert.Single(_failures.Broken);
    }

    private WorkItem[] Dispatch(int size, long[]? deadlinesNs = null)
    {
        WorkItem[] items = [.. Enumerable.Range(0, size).Select(i => VirtualWorker.Request(_sequence++, 0, 0, deadlinesNs?[i] ?? 1_000))];
        Decide(0, Decision.Dispatch(0, items, 80));
        return items;
    }

    private void FailAll(WorkItem[] items)
    {
        while (_lane.Running is { } part)
            End(part, poison: items.First(part.Contains));
    }

    /// <summary>What the lane runs ends; it fails where the poison is in it.</summary>
    private void End(WorkItem[] part, WorkItem? poison = null, long nowNs = 5)
    {
        part = _lane.Take();
        var failure = part.Contains(poison) ? new InvalidOperationException("it broke") : null;
        Step(new DriverEvent(Finished: new FinishedBatch(0, part, 10, failure is null, failure)), nowNs);
    }

    private void Decide(long nowNs, params Decision[] decisions)
    {
        _policy.Next = decisions;
        Step(default, nowNs);
    }

    private void Step(DriverEvent next, long nowNs) => _loop.Step(next, nowNs);
}
