using Shepherd.Core.Planning;

namespace Shepherd.Core.Tests.Planning;

/// <summary>Whatever a planner does, all demand is either predicted to be answered or said not to be.</summary>
public class DemandShortfallTests
{
    private const double TightS = 0.05;

    public static TheoryData<string, PlanObjective> Cases()
    {
        var cases = new TheoryData<string, PlanObjective>();
        foreach (var name in PlannerCatalog.Names)
        {
            cases.Add(name, PlanObjective.Goodput);
            cases.Add(name, PlanObjective.Cost);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Plan_Overloaded_IsPredictedOrUnplaced(string method, PlanObjective objective)
    {
        for (ulong seed = 1; seed <= SeedsOf(method); seed++)
        {
            var problem = Overloaded(seed) with { Objective = objective };
            var plan = PlannerCatalog.Create(method).Plan(problem);
            PlanChecks.Valid(problem, plan);
            var (said, missing) = (new double[problem.Streams.Count], 0.0);
            foreach (var share in plan.Groups.SelectMany(g => g.Streams))
                said[share.Stream] += share.GoodputRps;
            foreach (var demand in plan.Unplaced)
                (said[demand.Stream], missing) = (said[demand.Stream] + demand.RateRps, missing + demand.RateRps);
            for (var stream = 0; stream < said.Length; stream++)
                Assert.True(Math.Abs(said[stream] - problem.Streams[stream].RateRps) <= 1e-5 * (1 + problem.Streams[stream].RateRps), $"seed {seed}, stream {stream}: {said[stream]} of {problem.Streams[stream].RateRps}");
            Assert.True(missing > 0, $"seed {seed}: nothing is missing, though the devices are too few");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Plan_OneDeviceTooFew_SaysWhatIsMissing(string method, PlanObjective objective)
    {
        // 8 requests in 24 ms, whatever the share: 333.3 requests/s at the most, where lanes gain nothing.
        var problem = OneModel(new SeededEstimator.Model(0, 3e6, 100, 1_000_000_000, 1_000_000), 200_000_000, 400) with { Objective = objective };
        var plan = PlannerCatalog.Create(method).Plan(problem);
        PlanChecks.Valid(problem, plan);
        var unplaced = Assert.Single(plan.Unplaced);
        Assert.InRange(unplaced.RateRps, 200.0 / 3 - 1e-3, 400);
        Assert.Equal(400, unplaced.RateRps + PlanChecks.GoodputRps(plan), 1e-3);
    }

    [Fact]
    public void Of_AppliedTwice_SaysItOnce()
    {
        var problem = Overloaded(3);
        var plan = PlannerCatalog.Create("herd").Plan(problem);
        Assert.Contains(plan.Unplaced, u => u.IsSent);
        Assert.Equal(PlanChecks.Text(plan), PlanChecks.Text(DemandShortfall.Of(problem, plan)));
    }

    [Theory]
    [InlineData("herd")]
    [InlineData("usher")]
    [InlineData("alpaserve")]
    [InlineData("gpulet")]
    [InlineData("parva")]
    public void Plan_SloWithoutSlack_PredictsErlangsLossAndWarns(string method)
    {
        // One lane, busy half of the time, and nobody can wait: 1 of 3 requests finds it busy (Erlang B of 0.5).
        var plan = PlannerCatalog.Create(method).Plan(OneModel(new SeededEstimator.Model(10e6, 0, 100, 1_000_000_000, 1), 10_000_000, 50));
        Assert.Equal(50 * 2 / 3.0, PlanChecks.GoodputRps(plan), 1);
        Assert.Equal(50 / 3.0, Assert.Single(plan.Unplaced).RateRps, 1);
        Assert.Contains(plan.Reasons, r => r.Text.Contains("no time to wait", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Plan_ZeroDemand_SaysWhyADeviceIsKept(string method, PlanObjective objective)
    {
        var problem = OneModel(new SeededEstimator.Model(10e6, 0, 100, 1_000_000_000, 1), 200_000_000, 0) with { Objective = objective };
        var plan = PlannerCatalog.Create(method).Plan(problem);
        PlanChecks.Valid(problem, plan);
        Assert.Empty(plan.Unplaced);
        Assert.False(PlanSummary.Of(problem, plan).MinBurstTolerance.HasValue);
        if (method != "hybrid")
            Assert.Contains(plan.Reasons, r => r.Text.Contains("nothing is asked of it", StringComparison.Ordinal));
        Assert.DoesNotContain(plan.Reasons, r => r.Text.Contains("times what the rates", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("gpulet")]
    [InlineData("alpaserve")]
    [InlineData("parva")]
    public void Plan_NothingServable_ClaimsNoSpareCapacity(string method) =>
        Assert.Empty(PlannerCatalog.Create(method).Plan(OneModel(new SeededEstimator.Model(10e6, 0, 100, 1_000_000_000, 1), 5_000_000, 50)).Reasons);

    private static PlanningProblem OneModel(SeededEstimator.Model model, long sloNs, double rateRps) =>
        new([new PlannedModel("m", 8)], [new ModelStream("s", 0, sloNs, rateRps)], [new DevicePool(new DeviceType("small", 16_000_000_000, 1), 1)], new SeededEstimator([model], [1]));

    /// <summary>Few for those that search for long.</summary>
    private static ulong SeedsOf(string method) => method switch
    {
        "hybrid" => 2,
        _ when method.StartsWith("usher", StringComparison.Ordinal) => 4,
        _ => 30,
    };

    /// <summary>A few devices, and rates of many times what they do.</summary>
    private static PlanningProblem Overloaded(ulong seed)
    {
        var ordinary = RandomProblem.Ordinary(seed, 2 + (int)(seed % 9), seed % 2 == 0 ? [1 + (int)(seed % 4)] : [1, 1 + (int)(seed % 3)], 100_000);
        return ordinary with { GroupDevices = 1 + (int)(seed % 4), Streams = [.. ordinary.Streams.Select((s, i) => i % 3 == 0 ? s with { SloNs = (long)(TightS * 1e9) } : s)] };
    }
}
