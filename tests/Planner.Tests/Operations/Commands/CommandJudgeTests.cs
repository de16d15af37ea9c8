using Shepherd.Planner.Operations.Commands;
using Shepherd.Planner.Operations.Facts;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Tests.Operations.Commands;

public class CommandJudgeTests
{
    private readonly GivenCluster _cluster = new();

    [Theory]
    [InlineData(OperatorVerb.Drain, "x", "no live worker 'x'; there are: a, b, c")]
    [InlineData(OperatorVerb.Cordon, "x", "no live worker 'x'")]
    [InlineData(OperatorVerb.Uncordon, "x", "no live worker 'x'")]
    [InlineData(OperatorVerb.Pause, "x", "no model group or model 'x'; groups are: g")]
    [InlineData(OperatorVerb.Resume, "x", "no model group or model 'x'")]
    [InlineData(OperatorVerb.Pin, "x", "no model group or model 'x'")]
    [InlineData(OperatorVerb.Unpin, "x", "no model group or model 'x'")]
    [InlineData(OperatorVerb.Rescale, "x", "no model group or model 'x'")]
    internal void Judge_UnknownSubject_IsRefusedAndSaysWhatThereIs(OperatorVerb verb, string subject, string expected) =>
        AssertRefused(new OperatorCommand(verb, subject, "me") { Workers = ["a"], Devices = 1 }, RefusalKind.NotFound, expected);

    [Fact]
    public void Judge_Drain_PutsADrainInThePlaceOfACordonAndSaysWhatLeaves()
    {
        Put(DirectiveKind.Cordon, "a");
        var verdict = _cluster.Judge(Of(OperatorVerb.Drain, "a"));
        Assert.Equal((DirectiveKind.Drain, "a", "me"), (verdict.Put[0].Kind, verdict.Put[0].Subject, verdict.Put[0].By));
        Assert.Equal([(DirectiveKind.Cordon, "a")], verdict.Withdraw);
        Assert.Equal("partitions 0-1 of group g leave a, for b, c", verdict.Effects[0]);
    }

    [Fact]
    public void Judge_DrainOfTheLastThatCan_IsRefusedUnlessTheGroupIsPaused()
    {
        _cluster.Workers[1] = _cluster.Workers[1] with { Groups = [] };
        Put(DirectiveKind.Cordon, "c");
        AssertRefused(Of(OperatorVerb.Drain, "a"), RefusalKind.Conflict, "nobody else can take group g of worker 'a'");
        Put(DirectiveKind.Pause, "g");
        Assert.Null(_cluster.Judge(Of(OperatorVerb.Drain, "a")).Refusal);
    }

    [Fact]
    public void Judge_DrainOfAPinnedOwner_IsRefused()
    {
        _cluster.Book.Change([new Directive(DirectiveKind.Pin, "g", default) { Workers = ["a"] }], []);
        AssertRefused(Of(OperatorVerb.Drain, "a"), RefusalKind.Conflict, "unpin");
    }

    [Fact]
    public void Judge_UncordonOfAWorkerThatIsAway_LetsItInAgain()
    {
        Put(DirectiveKind.Drain, "gone");
        Assert.Contains((DirectiveKind.Drain, "gone"), _cluster.Judge(Of(OperatorVerb.Uncordon, "gone")).Withdraw);
    }

    [Fact]
    public void Judge_PauseOfAModel_PausesItsGroupAndNamesItsOtherModels()
    {
        var verdict = _cluster.Judge(Of(OperatorVerb.Pause, "n"));
        Assert.Equal("g", Assert.Single(verdict.Put).Subject);
        Assert.Contains("its models: m, n", verdict.Effects[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_PinThatCannotBeMet_IsRefused()
    {
        AssertRefused(Of(OperatorVerb.Pin, "g"), RefusalKind.Invalid, "name the workers");
        AssertRefused(Of(OperatorVerb.Pin, "g") with { Workers = ["a", "x"] }, RefusalKind.NotFound, "no live worker 'x'");
        _cluster.Workers[2] = _cluster.Workers[2] with { Groups = [], RefusedGroups = ["g"] };
        AssertRefused(Of(OperatorVerb.Pin, "g") with { Workers = ["c"] }, RefusalKind.Conflict, "worker 'c' cannot serve group 'g'");
        Put(DirectiveKind.Cordon, "b");
        AssertRefused(Of(OperatorVerb.Pin, "g") with { Workers = ["b"] }, RefusalKind.Conflict, "uncordon");
        _cluster.Book.Change([new Directive(DirectiveKind.Rescale, "g", default) { Devices = 2 }], []);
        AssertRefused(Of(OperatorVerb.Pin, "g") with { Workers = ["a"] }, RefusalKind.Conflict, "is to have 2 devices and those workers have 1");
    }

    [Fact]
    public void Judge_Pin_TakesEachWorkerOnceAndSaysWhoLoses()
    {
        var verdict = _cluster.Judge(Of(OperatorVerb.Pin, "g") with { Workers = ["c", "a", "c"] });
        Assert.Equal(["a", "c"], Assert.Single(verdict.Put).Workers);
        Assert.Contains("it leaves b", verdict.Effects[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, RefusalKind.Invalid, "at least 1")]
    [InlineData(4, RefusalKind.Conflict, "more than there are for group 'g': 3, on a, b, c")]
    internal void Judge_RescaleBeyondTheDevices_IsRefused(int devices, RefusalKind why, string expected) =>
        AssertRefused(Of(OperatorVerb.Rescale, "g") with { Devices = devices }, why, expected);

    [Fact]
    public void Judge_RescaleBeyondThePartitions_IsRefusedUnlessLeadsHavePeers()
    {
        _cluster.Groups[0] = new GroupFacts("g", 2, ["m"]);
        AssertRefused(Of(OperatorVerb.Rescale, "g") with { Devices = 3 }, RefusalKind.Conflict, "need 3 owners, and topic of group 'g' has 2 partitions");
        Assert.Null(_cluster.Judge(Of(OperatorVerb.Rescale, "g") with { Devices = 2 }).Refusal);
        _cluster.Plan = _cluster.Plan! with { ServingGroups = [new ServingGroup("a", default, [new ServingPeer("c", "c:1")])] };
        Assert.Null(_cluster.Judge(Of(OperatorVerb.Rescale, "g") with { Devices = 3 }).Refusal);
    }

    [Fact]
    public void Judge_RescaleWithoutDevices_EndsTheDirective()
    {
        _cluster.Book.Change([new Directive(DirectiveKind.Rescale, "g", default) { Devices = 2 }], []);
        Assert.Equal([(DirectiveKind.Rescale, "g")], _cluster.Judge(Of(OperatorVerb.Rescale, "g")).Withdraw);
    }

    [Fact]
    public void Judge_RollbackWithNothingBefore_IsRefused()
    {
        _cluster.History.Add(_cluster.Plan!);
        AssertRefused(new OperatorCommand(OperatorVerb.Rollback, "", "me"), RefusalKind.NotFound, "no plan before 1.1");
        AssertRefused(new OperatorCommand(OperatorVerb.Rollback, "", "me") { Plan = new Epoch(9, 9) }, RefusalKind.NotFound, "no plan 9.9");
    }

    [Fact]
    public void Judge_Rollback_WishesTheEarlierTargetAndItsDirectives()
    {
        var pause = new Directive(DirectiveKind.Pause, "g", default);
        _cluster.History.Add(_cluster.Plan! with { Directives = [pause] });
        _cluster.Plan = Beats.Plan(new Epoch(1, 2), new PlanAssignment("b", "g", [0, 1, 2, 3])) with { Directives = [] };
        _cluster.History.Add(_cluster.Plan);
        Put(DirectiveKind.Drain, "a");

        var verdict = _cluster.Judge(new OperatorCommand(OperatorVerb.Rollback, "", "me"));

        Assert.Equal(["a", "b"], verdict.Wish!.Target!.Select(t => t.Worker));
        Assert.Equal([pause], verdict.Put);
        Assert.Equal([(DirectiveKind.Drain, "a")], verdict.Withdraw);
        Assert.Contains("partitions 0-1 of group g: b to a", verdict.Effects);
    }

    [Fact]
    public void Judge_RollbackToAStepThatLeavesPartitionsToNobody_IsRefused()
    {
        _cluster.History.Add(Beats.Plan(GivenCluster.First, new PlanAssignment("a", "g", [0, 1])));
        _cluster.Plan = Beats.Plan(new Epoch(1, 2), new PlanAssignment("b", "g", [0, 1, 2, 3]));
        _cluster.History.Add(_cluster.Plan);
        AssertRefused(new OperatorCommand(OperatorVerb.Rollback, "", "me") { Plan = GivenCluster.First }, RefusalKind.Conflict, "partitions of group 'g' to nobody");
        AssertRefused(new OperatorCommand(OperatorVerb.Rollback, "", "me"), RefusalKind.NotFound, "no plan before 1.2");
    }

    [Fact]
    public void Judge_RollbackToAWorkerThatIsGone_IsRefused()
    {
        _cluster.History.Add(Beats.Plan(GivenCluster.First, new PlanAssignment("gone", "g", [0, 1, 2, 3])));
        _cluster.Plan = Beats.Plan(new Epoch(1, 2), new PlanAssignment("b", "g", [0, 1, 2, 3]));
        _cluster.History.Add(_cluster.Plan);
        AssertRefused(new OperatorCommand(OperatorVerb.Rollback, "", "me"), RefusalKind.Conflict, "plan 1.1 needs worker 'gone', which is not alive");
    }

    private static OperatorCommand Of(OperatorVerb verb, string subject) => new(verb, subject, "me");

    private void Put(DirectiveKind kind, string subject) => _cluster.Book.Change([new Directive(kind, subject, default)], []);

    private void AssertRefused(OperatorCommand command, RefusalKind why, string expected)
    {
        var refusal = _cluster.Judge(command).Refusal;
        Assert.NotNull(refusal);
        Assert.Equal(why, refusal.Value.Why);
        Assert.Contains(expected, refusal.Value.Reason, StringComparison.Ordinal);
    }
}
