using Shepherd.Planner.Operations.Facts;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Tests.Operations.Facts;

public class PlanHistoryTests
{
    private static readonly PlanAssignment[] ToB = [new("b", "g", [0, 1])];
    private readonly PlanHistory _history = new();

    [Fact]
    public void Add_StepsOfOneHandOver_AreOneEntryFoundByEach()
    {
        _history.Add(Beats.Plan(new Epoch(1, 1), new PlanAssignment("a", "g", [0, 1])));
        _history.Add(Beats.Plan(new Epoch(1, 2), new PlanAssignment("a", "g", [1])) with { Target = ToB, Reason = "why" });
        _history.Add(Beats.Plan(new Epoch(1, 3)) with { Target = ToB, Reason = "released" });
        _history.Add(Beats.Plan(new Epoch(1, 4), ToB) with { Reason = "done" });

        Assert.Equal([new Epoch(1, 1), new Epoch(1, 4)], _history.All.Select(p => p.Epoch));
        Assert.Equal("why", _history.All[1].Reason);
        Assert.Equal(new Epoch(1, 4), _history.Find(new Epoch(1, 2))!.Epoch);
        Assert.Null(_history.Find(new Epoch(2, 1)));
    }

    [Fact]
    public void Add_OtherDirectives_IsAnotherEntry()
    {
        _history.Add(Beats.Plan(new Epoch(1, 1), ToB));
        _history.Add(Beats.Plan(new Epoch(1, 2), ToB) with { Directives = [new Directive(DirectiveKind.Pause, "g", default)] });
        Assert.Equal(2, _history.All.Count);
    }

    [Fact]
    public void Add_MoreThanAreKept_ForgetsTheOldest()
    {
        for (var i = 1; i <= PlanHistory.KeptMax + 1; i++)
            _history.Add(Beats.Plan(new Epoch(1, i), new PlanAssignment("a", "g", [i])));
        Assert.Equal(PlanHistory.KeptMax, _history.All.Count);
        Assert.Null(_history.Find(new Epoch(1, 1)));
    }
}
