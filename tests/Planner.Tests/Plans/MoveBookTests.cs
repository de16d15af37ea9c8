using Shepherd.Core.HandOver;
using Shepherd.Planner.Plans;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Tests.Plans;

public class MoveBookTests
{
    private static readonly GroupPartition P = new("g", 3);
    private readonly MoveBook _book = new("p");
    private int _ms;

    [Fact]
    public void Follow_MoveEnds_IsOneDecisionWithItsSteps()
    {
        Assert.Empty(At(HandOverPhase.Preparing, "a", "b", 100));
        Assert.Empty(At(HandOverPhase.Preparing, "a", "b", 10));
        Assert.Empty(At(HandOverPhase.Revoking, "a", "b", 5));
        Assert.Empty(At(HandOverPhase.Assigning, "b", "b", 5));
        var move = Assert.Single(At(HandOverPhase.Stable, "b", "b", 1));
        Assert.Equal((DecisionKind.Move, "g", 3, "a", "b", 21.0), (move.Kind, move.Group, move.Partition, move.From, move.To, move.ActualMs));
        Assert.Equal(["prepare", "revoke", "assign", "serving"], move.Events.Select(e => e.What));
        Assert.Empty(At(HandOverPhase.Stable, "b", "b", 1));
    }

    [Fact]
    public void Follow_MoveIsCalledOff_IsNoDecision()
    {
        At(HandOverPhase.Preparing, "a", "b", 1);
        Assert.Empty(At(HandOverPhase.Stable, "a", "a", 1));
        Assert.Equal(0, _book.Count);
    }

    private IReadOnlyList<DecisionRecord> At(HandOverPhase phase, string from, string to, int afterMs) =>
        _book.Follow([new PartitionPhase(P, phase, HandOverReason.None, from, to)], new Epoch(1, 1), "why", DateTimeOffset.UnixEpoch.AddMilliseconds(_ms += afterMs));
}
