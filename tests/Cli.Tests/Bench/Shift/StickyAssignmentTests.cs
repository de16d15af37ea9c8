using Shepherd.Cli.Bench.Shift;

namespace Shepherd.Cli.Tests.Bench.Shift;

public class StickyAssignmentTests
{
    [Fact]
    public void Of_AllSubscribeToAll_GivesAsManyToEach()
    {
        var given = StickyAssignment.Of([[0, 1], [0, 1], [0, 1]], partitions: 6);

        Assert.Equal([4, 4, 4], given.Select(g => g.Count));
        Assert.Equal(12, given.SelectMany(g => g).Distinct().Count());
    }

    [Fact]
    public void Of_UnlikeSubscriptions_GivesOnlySubscribedOnesAndBalancesTheirNumbers()
    {
        int[][] subscribed = [[0, 1], [0, 2], [0]];
        var given = StickyAssignment.Of(subscribed, partitions: 8);

        Assert.Equal([8, 8, 8], given.Select(g => g.Count));
        Assert.All(given.Zip(subscribed), m => Assert.All(m.First, p => Assert.Contains(p.Topic, m.Second)));
    }

    [Fact]
    public void Of_OnlyOneCanTakeATopic_HasItWhole() => Assert.Equal([4, 4], StickyAssignment.Of([[0], [1]], partitions: 4).Select(g => g.Count));

    [Fact]
    public void Of_ChainOfSubscriptions_MovesUntilNobodyHasTwoMore()
    {
        // The first topic's partitions fill the first member before the second topic is dealt: they leave it again where another takes them.
        var given = StickyAssignment.Of([[0, 1, 2], [1, 2], [2]], partitions: 6);

        Assert.InRange(given.Max(g => g.Count) - given.Min(g => g.Count), 0, 1);
    }
}
