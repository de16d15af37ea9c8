using Shepherd.GpuWorker.Profiling.Catalog;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Tests.Profiling.Catalog;

public sealed class ProfileWordTests
{
    private readonly ProfileWord _word = new();
    private TimeSpan _now;

    [Fact]
    public void Next_NobodySaidAnything_SaysWhatItBeganWith()
    {
        var mine = Profile(5);

        Assert.Same(mine, _word.Next(mine, null, _now));
        Assert.Null(_word.Next(mine, mine, _now));
    }

    [Fact]
    public void Next_AnotherSaidItFirst_SaysNothing() => Assert.Null(_word.Next(Profile(5), Profile(9), _now));

    [Fact]
    public void Next_ItsOwnIsFromAFileAndTheOthersFromAFewRuns_SaysIt()
    {
        var mine = Profile(5, ProfileSource.File);

        Assert.Same(mine, _word.Next(mine, Profile(9), _now));
    }

    [Theory]
    [InlineData(5.7, false)]
    [InlineData(5.8, true)]
    [InlineData(4.3, false)]
    [InlineData(4.2, true)]
    public void Next_MedianMoved_IsSaidPastTheShare(double ms, bool isSaid)
    {
        _word.Next(Profile(5), null, _now);
        _now += ProfileWord.FirstPause;

        Assert.Equal(isSaid, _word.Next(Profile(ms, ProfileSource.Serving), Profile(5), _now) is not null);
    }

    [Fact]
    public void Next_ShortRunMovedByALargeShare_IsNobodysMatter()
    {
        _word.Next(Profile(0.05), null, _now);
        _now += ProfileWord.FirstPause;

        Assert.Null(_word.Next(Profile(0.09), Profile(0.05), _now));
    }

    [Fact]
    public void Next_ReckonedSizeMoved_IsNoNews()
    {
        _word.Next(Profile(5), null, _now);
        _now += ProfileWord.FirstPause;
        var moved = Profile(50);

        Assert.Null(_word.Next(moved with { Buckets = [moved.Buckets[0] with { Batches = [.. moved.Buckets[0].Batches.Select(b => b with { Samples = 0 })] }] }, Profile(5), _now));
    }

    [Fact]
    public void Next_ShapeCameForTheFirstTime_IsSaid()
    {
        _word.Next(Profile(5), null, _now);
        _now += ProfileWord.FirstPause;
        var more = Profile(5);

        Assert.NotNull(_word.Next(more with { Buckets = [.. more.Buckets, new CatalogBucket("16", [new CatalogBatch(1, 8, 9, 9)])] }, Profile(5), _now));
    }

    [Fact]
    public void Next_ChangesAllTheTime_SaysSoLessAndLess()
    {
        var (said, last) = (0, Profile(5));
        for (var second = 0; second < 24 * 60 * 60; second += 10)
        {
            if (_word.Next(Profile(second % 20 == 0 ? 5 : 10), last, TimeSpan.FromSeconds(second)) is not { } word)
                continue;
            (said, last) = (said + 1, word);
        }

        // 30 s, 1 min, 2 min ... an hour, and from then on once an hour.
        Assert.InRange(said, 10, 40);
    }

    [Fact]
    public void Next_TwoOfOneKindAndOneIsSlower_SayItOnceEachAndNotInTurns()
    {
        var (other, held, said) = (new ProfileWord(), (CatalogProfile?)null, new List<string>());
        for (var second = 0; second < 24 * 60 * 60; second += 10)
        {
            // Both begin alike, and turn out different.
            var isWarm = second > 60;
            foreach (var (who, word, ms) in new[] { ("quick", _word, isWarm ? 4.0 : 5.0), ("slow", other, isWarm ? 8.0 : 5.0) })
            {
                if (word.Next(Profile(ms, isWarm ? ProfileSource.Serving : ProfileSource.Load), held, TimeSpan.FromSeconds(second)) is { } next)
                {
                    held = next;
                    said.Add(who);
                }
            }
        }

        Assert.Equal(["quick", "quick", "slow"], said);
    }

    [Fact]
    public void Next_ItsWordWasOverwritten_IsSaidAgainAfterAPause()
    {
        _word.Next(Profile(5), null, _now);

        Assert.Null(_word.Next(Profile(5), null, _now));
        _now += ProfileWord.FirstPause;
        Assert.NotNull(_word.Next(Profile(5), null, _now));
        Assert.Null(_word.Next(Profile(5), null, _now));
    }

    [Fact]
    public void Next_NothingIsKnown_SaysNothing() => Assert.Null(_word.Next(Profile(5) with { Buckets = [] }, null, _now));

    private static CatalogProfile Profile(double ms, ProfileSource source = ProfileSource.Load) => HeldCatalog.Profile("cpu", ms, source: source);
}
