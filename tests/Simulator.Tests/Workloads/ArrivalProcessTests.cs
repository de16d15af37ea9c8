using Shepherd.Core.Primitives;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Tests.Workloads;

public class ArrivalProcessTests
{
    private const long S = 1_000_000_000;

    public static TheoryData<string> Names => [.. Processes.Keys];

    private static readonly Dictionary<string, IArrivalProcess> Processes = new(StringComparer.Ordinal)
    {
        ["poisson"] = new GammaArrivals(50, 1),
        ["gamma"] = new GammaArrivals(50, 4),
        ["regular"] = new GammaArrivals(50, 0.2),
        ["bursty"] = BurstyArrivals.OfRatio(20, 0.5, 4).Scale(50),
        ["silent"] = new BurstyArrivals(0, 500, 4.5, 0.5),
        ["diurnal"] = new DiurnalArrivals(50, 0.8, 20),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Draw_LongRun_AscendsWithinTheDurationAtTheMeanRate(string name)
    {
        var instants = Processes[name].Draw(new SeededRandom(3), 5_000 * S).ToList();
        Assert.DoesNotContain(instants.Zip(instants.Skip(1)), pair => pair.First > pair.Second);
        Assert.InRange(instants[0], 0, instants[^1]);
        Assert.True(instants[^1] < 5_000 * S);
        Assert.InRange(instants.Count / 5_000.0, 50 * 0.9, 50 * 1.1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Draw_ManyShortRuns_HaveTheMeanRateFromTheFirstSecond(string name)
    {
        // A renewal process that began with a whole gap would show (CV² − 1) ÷ 2 requests more in each run: 7.5 over 200 for "gamma".
        var process = Processes[name] is DiurnalArrivals ? new DiurnalArrivals(50, 0.8, 4) : Processes[name];
        var mean = Enumerable.Range(1, 4000).Average(seed => process.Draw(new SeededRandom((ulong)seed), 4 * S).Count());
        Assert.InRange(mean, 200 * 0.97, 200 * 1.03);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Scale_Tripled_HasThreeTimesTheRate(string name)
    {
        var scaled = Processes[name].Scale(3);
        Assert.Equal(3 * Processes[name].Rate, scaled.Rate, 1e-9);
        Assert.Null(scaled.FindFault());
        Assert.InRange(scaled.Draw(new SeededRandom(5), 5_000 * S).Count() / 5_000.0, 150 * 0.88, 150 * 1.12);
    }

    [Theory]
    [InlineData("poisson", 1, 0.05)]
    [InlineData("gamma", 4, 0.4)]
    [InlineData("regular", 0.2, 0.02)]
    public void Draw_Renewal_HasItsCv(string name, double expected, double tolerance)
    {
        var instants = Processes[name].Draw(new SeededRandom(9), 2_000 * S).ToList();
        var gaps = instants.Zip(instants.Skip(1), (a, b) => (double)(b - a)).ToList();
        var mean = gaps.Average();
        Assert.Equal(expected, Math.Sqrt(gaps.Average(g => (g - mean) * (g - mean))) / mean, tolerance);
    }

    [Fact]
    public void Draw_Diurnal_PeaksInTheFirstHalfOfThePeriod()
    {
        var instants = Processes["diurnal"].Draw(new SeededRandom(2), 2_000 * S).ToList();
        var share = instants.Count(t => t % (20 * S) < 10 * S) / (double)instants.Count;
        Assert.Equal(0.5 + (0.8 / Math.PI), share, 0.02);
    }

    [Fact]
    public void Draw_Bursty_CountsVaryFarMoreThanPoisson()
    {
        var perSecond = new int[10_000];
        foreach (var at in Processes["silent"].Draw(new SeededRandom(2), 10_000 * S))
            perSecond[at / S]++;
        var mean = perSecond.Average();
        Assert.True(perSecond.Average(n => (n - mean) * (n - mean)) / mean > 20);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Draw_SameSeed_SameInstants(string name) =>
        Assert.Equal(Processes[name].Draw(new SeededRandom(7), 10 * S), Processes[name].Draw(new SeededRandom(7), 10 * S));

    [Theory]
    [InlineData(0, 1, "rate")]
    [InlineData(double.PositiveInfinity, 1, "rate")]
    [InlineData(double.NaN, 1, "rate")]
    [InlineData(5, 0, "CV")]
    [InlineData(5, 1001, "CV")]
    [InlineData(5, double.NaN, "CV")]
    public void FindFault_Gamma_NamesTheParameter(double rate, double cv, string named) =>
        Assert.Contains(named, new GammaArrivals(rate, cv).FindFault(), StringComparison.Ordinal);

    [Theory]
    [InlineData(5, 1, 1, 1, "dense")]
    [InlineData(-1, 9, 1, 1, "dense")]
    [InlineData(0, 0, 1, 1, "rate")]
    [InlineData(1, 2, -1, 5, "quiet")]
    [InlineData(1, 2, 5, 0, "burst")]
    [InlineData(1, 2, 5, double.NaN, "rate")]
    public void FindFault_Bursty_NamesTheParameter(double quiet, double burst, double quietS, double burstS, string named) =>
        Assert.Contains(named, new BurstyArrivals(quiet, burst, quietS, burstS).FindFault(), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, 0.5, 10, "rate")]
    [InlineData(1, 1.5, 10, "amplitude")]
    [InlineData(1, double.NaN, 10, "amplitude")]
    [InlineData(1, 0.5, 0, "period")]
    public void FindFault_Diurnal_NamesTheParameter(double rate, double amplitude, double periodS, string named) =>
        Assert.Contains(named, new DiurnalArrivals(rate, amplitude, periodS).FindFault(), StringComparison.Ordinal);
}
