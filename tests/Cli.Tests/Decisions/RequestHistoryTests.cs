using Shepherd.Cli.Decisions;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Cli.Tests.Decisions;

public sealed class RequestHistoryTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Events_Traced_AreItsStoriesInOrder()
    {
        var history = new RequestHistory("r");
        history.Take(Decision(DecisionKind.Batch, 5, "r"));
        history.Take(Decision(DecisionKind.Trace, 20, "r") with { By = "second", Events = [new TraceEvent(Start.AddMilliseconds(20), "taken", "again"), new TraceEvent(Start.AddMilliseconds(30), "acknowledged")] });
        history.Take(Decision(DecisionKind.Trace, 0, "r") with { Events = [new TraceEvent(Start, "taken", "from t"), new TraceEvent(Start.AddMilliseconds(5), "dispatched", "on lane 1", 1)] });

        Assert.True(history.IsTraced);
        Assert.Equal([(0.0, "taken"), (5, "dispatched"), (20, "taken"), (30, "acknowledged")], history.Events().Select(e => (e.AtMs, e.What)));
        Assert.Equal("by second, plan 1.1: again", history.Events()[2].Detail);
        Assert.Equal(1, history.Events()[1].Lane);
    }

    [Fact]
    public void Events_Untraced_AreTheDecisionsThatNameIt()
    {
        var history = new RequestHistory("r");
        history.Take(Decision(DecisionKind.Batch, 50, "q"));
        Assert.True(history.IsEmpty);
        history.Take(Decision(DecisionKind.Preempt, 10, "q", "r"));
        history.Take(Decision(DecisionKind.Batch, 50, "r") with { Size = 1, PredictedMs = 7, ActualMs = 8, Lane = 0 });

        Assert.False(history.IsTraced);
        Assert.Equal([(0.0, "stopped"), (40, "dispatched"), (48, "finished")], history.Events().Select(e => (e.AtMs, e.What)));
    }

    private static DecisionRecord Decision(DecisionKind kind, int atMs, params string[] requests) => new(kind, Start.AddMilliseconds(atMs), "first", new Epoch(1, 1), "") { Requests = requests };
}
