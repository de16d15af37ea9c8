using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Telemetry.Decisions;
using Shepherd.GpuWorker.Telemetry.Timelines;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Tests.Telemetry;

public sealed class TimelineLogTests
{
    private readonly WorkerClock _clock = new(TimeProvider.System);
    private readonly RecentTimelines _recent = new();
    private readonly DecisionLog _decisions = new(Serving.Options, Serving.NoPlan(), new WorkerClock(TimeProvider.System));
    private readonly TimelineLog _log;

    public TimelineLogTests() => _log = new TimelineLog(_clock, _recent, _decisions);

    [Fact]
    public void Taken_WithoutTheHeader_KeepsNothing()
    {
        var item = Serving.Item("a", 0);
        _log.Taken(item.Record, item.Headers);

        Assert.Null(item.Record.Trail);
        Assert.Empty(_recent.All);
    }

    [Fact]
    public void Acknowledged_RequestThatWasRestarted_TellsBothAttempts()
    {
        var (item, neighbour) = (Traced("a"), Serving.Item("b", 0));
        _log.Taken(item.Record, item.Headers);
        var nowNs = _clock.NowNs;
        _log.Arrived(item, nowNs);
        var first = Serving.Batch(nowNs + 1, item, neighbour);
        _log.Dispatched(first, nowNs + 1);
        first.Stop(PreemptionKind.Restart, nowNs + 2, 0);
        _log.Stopping(first, nowNs + 2);
        _log.Stopped(first, nowNs + 3);
        var second = Serving.Batch(nowNs + 4, item);
        _log.Dispatched(second, nowNs + 4);
        _log.Finished(second, Serving.Done(second), nowNs + 5);
        item.Record.PublishedNs = nowNs + 6;
        _log.Publishing(item.Record, Serving.Result(item));
        _log.Acknowledged(item.Record, Serving.Result(item), Serving.Results);

        Assert.True(_decisions.Queue.TryRead(out var told));
        Assert.Equal((DecisionKind.Trace, "a", "m"), (told.Kind, told.Requests.Single(), told.Model));
        Assert.Equal(["taken", "arrived", "dispatched", "stopping", "stopped", "dispatched", "finished", "published", "acknowledged"], told.Events.Select(e => e.What));
        Assert.Contains("in a batch of 2 with b; attempt 1, predicted 10.000 ms", told.Events[2].Detail, StringComparison.Ordinal);
        Assert.Contains("in a batch of 1; attempt 2", told.Events[5].Detail, StringComparison.Ordinal);
        Assert.Contains("ran 12.000 ms, predicted 10.000 ms", told.Events[6].Detail, StringComparison.Ordinal);
        Assert.All(told.Events.Skip(1).Where(e => e.What is not ("stopping" or "published")), e => Assert.Contains("to its deadline", e.Detail, StringComparison.Ordinal));
        Assert.Same(item.Record.Trail!.Timeline, _recent.Find("a"));
    }

    [Fact]
    public void Acknowledged_BeforeTheDriverLearnsOfTheEnd_WaitsForIt()
    {
        var item = Traced("a");
        _log.Taken(item.Record, item.Headers);
        var batch = Serving.Batch(_clock.NowNs, item);
        _log.Dispatched(batch, _clock.NowNs);
        _log.Publishing(item.Record, Serving.Result(item));
        _log.Acknowledged(item.Record, Serving.Result(item), Serving.Results);
        Assert.False(_decisions.Queue.TryRead(out _));

        _log.Finished(batch, Serving.Done(batch), _clock.NowNs);

        Assert.True(_decisions.Queue.TryRead(out var told));
        Assert.Contains(told.Events, e => e.What == "finished");
    }

    [Fact]
    public void Acknowledged_GivenUpWhileSuspended_IsTold()
    {
        var item = Traced("a");
        _log.Taken(item.Record, item.Headers);
        var batch = Serving.Batch(_clock.NowNs, item);
        _log.Dispatched(batch, _clock.NowNs);
        batch.Stop(PreemptionKind.Suspend, _clock.NowNs, 0);
        batch.Suspend(isKept: true);
        _log.Stopped(batch, _clock.NowNs);
        _log.Dropped(item, DropReason.Late, _clock.NowNs);
        _log.Publishing(item.Record, Serving.Result(item, Outcome.Expired));
        _log.Acknowledged(item.Record, Serving.Result(item, Outcome.Expired), Serving.Results);

        Assert.True(_decisions.Queue.TryRead(out var told));
        Assert.Equal(["suspended", "dropped"], told.Events.Select(e => e.What).Where(w => w is "suspended" or "dropped"));
    }

    [Fact]
    public void Taken_MoreThanAreKept_ForgetsTheOldest()
    {
        for (var i = 0; i <= RecentTimelines.KeptMax; i++)
        {
            var item = Traced($"r{i}");
            _log.Taken(item.Record, item.Headers);
        }

        Assert.Equal(RecentTimelines.KeptMax, _recent.All.Count);
        Assert.Null(_recent.Find("r0"));
        Assert.NotNull(_recent.Find("r1"));
    }

    [Fact]
    public void Tell_WithoutEnd_IsBounded()
    {
        var timeline = new Timeline(0);
        for (var i = 0; i < Timeline.EventsMax + 3; i++)
            timeline.Tell(new TimelineEvent(i, "stopped", ""));

        Assert.Equal((Timeline.EventsMax, 3), (timeline.Events.Count, timeline.LeftOut));
    }

    private GpuWorker.Driving.WorkItem Traced(string id) => Serving.Item(id, _clock.NowNs, (HeaderNames.Id, id), (HeaderNames.Trace, "1"));
}
