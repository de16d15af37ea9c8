using Shepherd.Cli.Bench.HandOver;
using Shepherd.Cli.Bench.Load;
using Shepherd.Schemas;

namespace Shepherd.Cli.Tests.Bench.HandOver;

public class OwnerChangesTests
{
    private readonly List<PlacedRequest> _sent = [];
    private readonly List<PlacedAnswer> _answers = [];

    [Fact]
    public void Find_OwnerChanges_GapIsFromItsLastResultToTheNextOnesFirst()
    {
        Request(0, 0, sentNs: 0, atNs: 100, "a", 1);
        Request(0, 0, sentNs: 10, atNs: 120, "a", 1);
        Request(0, 0, sentNs: 20, atNs: 140, "a", 1);
        Request(0, 0, sentNs: 30, atNs: 200, "b", 3);
        Request(0, 0, sentNs: 190, atNs: 220, "b", 3);

        var (changes, spacings) = Find();

        Assert.Equal([new OwnerChange(0, 0, "a", "b", new Epoch(1, 3), GapNs: 60, SpacingNs: 20, WorstNs: 170)], changes);
        Assert.Equal([20, 20, 20], spacings);
    }

    [Fact]
    public void Find_ResultsReadOutOfOrder_CountsOneChangeWithNoTimeBetween()
    {
        // The reply topic has several partitions: the new owner's first is read before the old one's last.
        Request(0, 0, sentNs: 0, atNs: 100, "a", 1);
        Request(0, 0, sentNs: 10, atNs: 125, "a", 1);
        Request(0, 0, sentNs: 20, atNs: 120, "b", 2);
        Request(0, 0, sentNs: 30, atNs: 140, "b", 2);

        Assert.Equal(-5, Assert.Single(Find().Changes).GapNs);
    }

    [Fact]
    public void Find_OthersBetween_KeepsPartitionsApart()
    {
        Request(0, 0, sentNs: 0, atNs: 100, "a", 1);
        Request(0, 1, sentNs: 1, atNs: 101, "b", 1);
        Request(1, 0, sentNs: 2, atNs: 102, "c", 1);
        Request(0, 0, sentNs: 3, atNs: 103, "a", 1);

        Assert.Empty(Find().Changes);
    }

    [Fact]
    public void Find_BackAndForth_CountsBoth()
    {
        Request(0, 0, sentNs: 0, atNs: 100, "a", 1);
        Request(0, 0, sentNs: 1, atNs: 150, "b", 2);
        Request(0, 0, sentNs: 2, atNs: 230, "a", 4);

        Assert.Equal([("a", "b", 50L), ("b", "a", 80L)], Find().Changes.Select(c => (c.From, c.To, c.GapNs)));
    }

    [Fact]
    public void Find_RepeatByTheNewOwner_CountsWhatWasFirst()
    {
        Request(0, 0, sentNs: 0, atNs: 100, "a", 1);
        _answers.Add(new PlacedAnswer(0, 130, "b", new Epoch(1, 2), IsOk: true));
        Request(0, 0, sentNs: 1, atNs: 160, "b", 2);

        Assert.Equal(60, Assert.Single(Find().Changes).GapNs);
    }

    private (IReadOnlyList<OwnerChange> Changes, IReadOnlyList<double> SpacingsNs) Find() => OwnerChanges.Find(new LoadLog(_sent, _answers));

    private void Request(int group, int partition, long sentNs, long atNs, string worker, long epoch)
    {
        _answers.Add(new PlacedAnswer(_sent.Count, atNs, worker, new Epoch(1, epoch), IsOk: true));
        _sent.Add(new PlacedRequest(sentNs, group, partition));
    }
}
