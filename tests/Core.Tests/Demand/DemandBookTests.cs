using Shepherd.Core.Demand;
using Shepherd.Core.Primitives;

namespace Shepherd.Core.Tests.Demand;

public sealed class DemandBookTests
{
    private const long Second = 1_000_000_000;

    private readonly DemandBook _book = new();
    private readonly Dictionary<string, long> _totals = [];
    private int _now;

    [Fact]
    public void Read_SteadyLoad_ForecastIsTheRate()
    {
        Bring(60, ("a", 50));

        var read = _book.Read(_now * Second).Find("a")!;

        Assert.Equal(50, read.RateRps, 6);
        Assert.Equal(50, read.ForecastRps, 6);
        Assert.Equal(0, read.Cv, 6);
    }

    [Fact]
    public void Read_PoissonLoad_VariationIsOneAndNothingBursts()
    {
        var random = new SeededRandom(7);
        for (var i = 0; i < 600; i++)
        {
            Bring(1, ("a", Poisson(random, 100)));
            Assert.False(_book.Read(_now * Second).HasBurst);
        }

        var read = _book.Read(_now * Second).Find("a")!;
        Assert.InRange(read.Cv, 0.8, 1.2);
        Assert.InRange(read.ForecastRps, 100, 115);
    }

    [Fact]
    public void Read_LoadMoves_BurstIsToldOnceAndTheFallWithIt()
    {
        Bring(60, ("a", 100), ("b", 10));
        Assert.False(_book.Read(_now * Second).HasBurst);
        Bring(1, ("a", 10), ("b", 100));
        Assert.False(_book.Read(_now * Second).HasBurst);
        Bring(1, ("a", 10), ("b", 100));

        var read = _book.Read(_now * Second);

        Assert.Equal((DemandChange.Fall, 10.0), (read.Find("a")!.Change, Math.Round(read.Find("a")!.ForecastRps)));
        Assert.Equal((DemandChange.Burst, 100.0), (read.Find("b")!.Change, Math.Round(read.Find("b")!.ForecastRps)));
        Bring(1, ("a", 10), ("b", 100));
        Assert.False(_book.Read(_now * Second).HasBurst);
    }

    [Fact]
    public void Read_FallAlone_IsForgottenSlowly()
    {
        Bring(60, ("a", 100));
        Bring(20, ("a", 0));

        Assert.Equal(100, _book.Read(_now * Second).Find("a")!.ForecastRps, 6);
    }

    [Fact]
    public void Observe_CounterBeganAnew_IsNoBurst()
    {
        Bring(60, ("a", 100));
        _totals["a"] = 0;
        Bring(3, ("a", 100));

        var read = _book.Read(_now * Second);

        Assert.False(read.HasBurst);
        Assert.Equal(100, read.Find("a")!.ForecastRps, 6);
    }

    [Fact]
    public void Read_NotObservedForLong_IsStale()
    {
        Bring(20, ("a", 100));

        var read = _book.Read((_now + 11) * Second);

        Assert.Empty(read.Streams);
        Assert.Equal(["a"], read.Stale);
    }

    private static int Poisson(SeededRandom random, double mean)
    {
        var count = -1;
        for (var left = mean; left > 0; left -= random.NextExponential())
            count++;
        return count;
    }

    private void Bring(int seconds, params (string Stream, int Count)[] arrivals)
    {
        for (var i = 0; i < seconds; i++, _now++)
        {
            foreach (var (stream, count) in arrivals)
            {
                if (!_totals.ContainsKey(stream))
                    _book.Observe(stream, _now * Second, _totals[stream] = 0);
                _book.Observe(stream, (_now + 1) * Second, _totals[stream] += count);
            }
        }
    }
}
