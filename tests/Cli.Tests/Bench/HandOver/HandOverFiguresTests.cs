using System.Text.Json;
using Shepherd.Cli.Bench.HandOver;
using Shepherd.Cli.Bench.Load;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Cli.Tests.Bench.HandOver;

public class HandOverFiguresTests
{
    private static readonly DateTimeOffset Begin = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Steps_MovesWithAndWithoutPrepare_TimesEachToTheNext()
    {
        var figures = new HandOverFigures(
            new LoadLog([], []),
            [Move(("prepare", 0), ("revoke", 100), ("assign", 130), ("serving", 150)), Move(("revoke", 0), ("assign", 20), ("serving", 60))],
            ModelMs: 5,
            "");

        Assert.Equal(["prepare", "revoke", "assign"], figures.Steps.Select(s => s.Step));
        Assert.Equal([100.0], figures.Steps[0].TimesMs);
        Assert.Equal([30.0, 20.0], figures.Steps[1].TimesMs);
        Assert.Equal([20.0, 40.0], figures.Steps[2].TimesMs);
    }

    [Fact]
    public void ToJson_OneMove_HasGapBeyondTheModel()
    {
        var log = new LoadLog(
            [new PlacedRequest(0, 0, 0), new PlacedRequest(10_000_000, 0, 0), new PlacedRequest(20_000_000, 0, 0)],
            [new PlacedAnswer(0, 20_000_000, "a", new Epoch(1, 1), true), new PlacedAnswer(1, 65_000_000, "b", new Epoch(1, 2), false)]);

        using var json = JsonDocument.Parse(HandOverReport.ToJson(new HandOverFigures(log, [], ModelMs: 5, "")));

        Assert.Equal(1, json.RootElement.GetProperty("lost").GetInt32());
        Assert.Equal(1, json.RootElement.GetProperty("not_ok").GetInt32());
        Assert.Equal(45, json.RootElement.GetProperty("times_ms").GetProperty("gap").GetProperty("p99").GetDouble());
        Assert.Equal(40, json.RootElement.GetProperty("times_ms").GetProperty("gap_beyond_the_model").GetProperty("p50").GetDouble());
        Assert.Equal(55, json.RootElement.GetProperty("times_ms").GetProperty("slowest_request_of_a_move").GetProperty("max").GetDouble());
    }

    private static DecisionRecord Move(params (string What, int AtMs)[] events) => new(DecisionKind.Move, Begin, "planner", default, "")
    {
        Events = [.. events.Select(e => new TraceEvent(Begin.AddMilliseconds(e.AtMs), e.What))],
    };
}
