using Shepherd.Planner.Operations;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Tests.Operations;

public class DirectiveBookTests
{
    private static readonly Directive DrainA = new(DirectiveKind.Drain, "a", DateTimeOffset.UnixEpoch);
    private static readonly Directive PauseG = new(DirectiveKind.Pause, "g", DateTimeOffset.UnixEpoch);
    private static readonly Directive PinG = new(DirectiveKind.Pin, "g", DateTimeOffset.UnixEpoch) { Workers = ["a", "b"] };
    private readonly DirectiveBook _book = new();
    private int _changes;

    public DirectiveBookTests() => _book.Changed += () => _changes++;

    [Fact]
    public void Change_OtherKindOrSubject_KeepsBothInOrder()
    {
        Assert.True(_book.Change([PinG, PauseG], []));
        Assert.True(_book.Change([DrainA], []));
        Assert.Equal([DrainA, PauseG, PinG], _book.InForce);
        Assert.Equal(2, _changes);
    }

    [Fact]
    public void Change_SameKindAndSubject_Replaces()
    {
        _book.Change([PinG], []);
        var other = PinG with { Workers = ["c"] };
        Assert.True(_book.Change([other], []));
        Assert.Same(other, Assert.Single(_book.InForce));
    }

    [Fact]
    public void Change_SameWishOfSomebodyElse_ChangesNothingAndWakesNobody()
    {
        _book.Change([PinG], []);
        Assert.False(_book.Change([PinG with { By = "other", At = DateTimeOffset.UnixEpoch.AddDays(1), Workers = ["a", "b"] }], []));
        Assert.Equal(1, _changes);
    }

    [Fact]
    public void Change_Withdraw_LeavesTheOthers()
    {
        _book.Change([DrainA, PauseG], []);
        Assert.True(_book.Change([], [(DirectiveKind.Drain, "a"), (DirectiveKind.Cordon, "a")]));
        Assert.Equal([PauseG], _book.InForce);
        Assert.False(_book.Change([], [(DirectiveKind.Drain, "a")]));
    }

    [Fact]
    public void InForce_ReadBeforeAChange_StaysAsItWas()
    {
        _book.Change([DrainA], []);
        var before = _book.InForce;
        _book.Change([PauseG], []);
        Assert.Equal([DrainA], before);
    }

    [Fact]
    public void Restore_AfterWishes_HoldsOnlyWhatThePlanSays()
    {
        _book.Change([DrainA], []);
        _book.Wish(new PlanWish("replan"));
        _book.Restore([PauseG]);
        Assert.Equal([PauseG], _book.InForce);
        Assert.Null(_book.TakeWish());
        Assert.Equal(3, _changes);
    }

    [Fact]
    public void TakeWish_Twice_IsGivenOnceAndTheLatest()
    {
        _book.Wish(new PlanWish("first"));
        _book.Wish(new PlanWish("second"));
        Assert.Equal("second", _book.TakeWish()!.Reason);
        Assert.Null(_book.TakeWish());
    }

    [Fact]
    public void Change_FromManyThreads_LosesNone()
    {
        Parallel.For(0, 200, i => _book.Change([new Directive(DirectiveKind.Cordon, $"w{i}", DateTimeOffset.UnixEpoch)], []));
        Assert.Equal(200, _book.InForce.Count);
    }
}
