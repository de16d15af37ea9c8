using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.Simulator.Bounds;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Report;
using Shepherd.Simulator.Report.Lanes;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Tests.Engine.Lanes;

public class DeviceLanesTests
{
    private const long Ms = 1_000_000;

    /// <summary>l(1) = 4 + 6 ms; on one of two lanes 2·4 + 6.</summary>
    private static readonly SimulatedModel Model = new("m", new LinearLatency(4 * Ms, 6 * Ms), 100 * Ms, 1, new GivenArrivals([0, 0, 0]));

    [Theory]
    [InlineData(1, LaneRule.Line, 10, 30)]
    [InlineData(2, LaneRule.Line, 14, 28)]
    [InlineData(2, LaneRule.Proportional, 20, 40)]
    [InlineData(3, LaneRule.Line, 18, 18)]
    public void Run_ThreeRequestsAtOnce_RunBesideEachOtherAtALanesSpeed(int lanes, LaneRule rule, double firstMs, double lastMs)
    {
        var result = Simulation.Run(Scenario(lanes, rule), () => new EdfPolicy(), checks: true);
        Assert.Equal((firstMs, lastMs), (FirstMs(lanes, rule), result.Models[0].P99Ms!.Value));
    }

    [Fact]
    public void Run_TwoLanes_UtilizationIsOfTheDevice()
    {
        // 14 ms with both lanes busy, 14 ms with one: three quarters of the device.
        var result = Simulation.Run(Scenario(2, LaneRule.Line), () => new EdfPolicy());
        Assert.Equal(0.75, result.Utilization, 6);
    }

    [Fact]
    public void Run_TwoLanesAndARestart_WastesHalfADevicesTime()
    {
        // Both lanes run the slow model, 50 ms each; the short request comes at 10 and is due before either ends: one lane's 10 ms are lost.
        var slow = new SimulatedModel("slow", new LinearLatency(25 * Ms, 0), 1000 * Ms, 1, new GivenArrivals([0, 0]));
        var quick = new SimulatedModel("quick", new LinearLatency(1 * Ms, 0), 5 * Ms, 1, new GivenArrivals([10 * Ms]));
        var scenario = new Scenario([slow, quick], 1, 50 * Ms, 1, PreemptionTerms.Free(PreemptionKind.Restart)) { Lanes = new DeviceLanes { Count = 2 } };
        var result = Simulation.Run(scenario, () => new EdfPolicy { PreemptsByValue = true }, checks: true);
        Assert.Equal((3, 1L), (result.InSlo, result.Preemptions));
        Assert.Equal(0.005, result.WastedDeviceS, 6);
    }

    [Fact]
    public void Run_MeasuredProfileOfALane_IsWhatCounts()
    {
        var measured = Model with { LaneProfiles = new Dictionary<int, ILatencyModel> { [2] = new LinearLatency(7 * Ms, 4 * Ms), [3] = new LinearLatency(1 * Ms, 1) } };
        Assert.Equal(22, Simulation.Run(Scenario(2, LaneRule.Line) with { Models = [measured] }, () => new EdfPolicy()).Models[0].P99Ms);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Of_Timeline_PolicyExpectsTheLanesTimesAndPlacesAreNamed(int lanes)
    {
        var line = LaneTimeline.Of(Busy(lanes) with { Devices = 2 }, () => new EdfPolicy(), 0, long.MaxValue);
        Assert.All(line.Stretches, s => Assert.Equal(s.EndNs - s.StartNs, s.PredictedNs));
        Assert.All(line.Stretches, s => Assert.Equal(s.Lane, (s.Place.Device * lanes) + s.Place.Lane));
        Assert.Equal(2 * lanes, line.Stretches.Select(s => s.Place).Distinct().Count());
        Assert.Equal([0, 1], line.Stretches.Select(s => s.Place.Device).Distinct().Order());
    }

    [Fact]
    public void Run_Explained_NamesTheDeviceOverAllGroups()
    {
        var scenario = Busy(2) with { Devices = 4, GroupDevices = 2 };
        var places = Enumerable.Range(0, 200).SelectMany(i =>
        {
            var story = new RequestStory(i);
            Simulation.Run(scenario, () => new EdfPolicy(), story);
            return story.Events.Where(e => e.What == "dispatched").Select(e => (e.Device!.Value, e.Lane!.Value, e.Detail));
        }).ToList();
        Assert.Equal([0, 1, 2, 3], places.Select(p => p.Item1).Distinct().Order());
        Assert.Equal([0, 1], places.Select(p => p.Item2).Distinct().Order());
        Assert.All(places, p => Assert.Contains($"on device {p.Item1}, lane {p.Item2} ", p.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public void Plan_SuspendedState_IsTheDevicesAmongItsLanes()
    {
        var scenario = Scenario(3, LaneRule.Line) with { Preemption = PreemptionTerms.Free(PreemptionKind.Suspend) with { SuspendBudgetBytes = 100 } };
        Assert.Equal(33, scenario.Plan([], 3).Preemption.SuspendBudgetBytes);
    }

    [Theory]
    [InlineData(0, 0, "0 lanes a device")]
    [InlineData(49, 0, "49 lanes a device: it takes 1 to 48")]
    [InlineData(2, double.NaN, "interference")]
    [InlineData(2, -0.1, "interference is -0.1")]
    [InlineData(30, 0, "on one of 30 lanes l(1) = 126 ms, past its SLO of 100 ms")]
    public void Run_FaultyLanes_SaysWhatIsWrong(int lanes, double interference, string named)
    {
        var scenario = Scenario(1, LaneRule.Line) with { Lanes = new DeviceLanes { Count = lanes, Interference = interference } };
        Assert.Contains(named, Assert.Throws<ArgumentException>(() => Simulation.Run(scenario, () => new EdfPolicy())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, LaneRule.Line)]
    [InlineData(3, LaneRule.Proportional)]
    public void Run_AnyPolicyOnLanes_KeepsTheRulesAndTheBound(int lanes, LaneRule rule)
    {
        foreach (var policy in PolicyCatalog.Names)
        {
            for (var seed = 1; seed <= 4; seed++)
            {
                // SLOs of a batch of one on the whole device could not be met on a share of it.
                var drawn = RandomCallers.Draw(seed);
                var scenario = drawn with
                {
                    DurationNs = drawn.DurationNs / 4,
                    Models = [.. drawn.Models.Select(m => m with { SloNs = lanes * m.SloNs })],
                    Lanes = new DeviceLanes { Count = lanes, Rule = rule, Interference = 0.0 },
                };
                var result = Simulation.Run(scenario, () => PolicyCatalog.CreatePreempting(policy), checks: true);
                Assert.InRange(result.Utilization, 0, 1);
                Assert.InRange(result.InSlo, 0, UpperBound.InSlo(scenario));
            }
        }
    }

    [Fact]
    public void InSlo_DeviceOfTwoLanes_IsTheBoundOfTwoSlowerDevices()
    {
        var scenario = Busy(2);
        var halves = scenario with { Devices = 2, Lanes = DeviceLanes.One, Models = [.. scenario.OnLanes()] };
        Assert.Equal(UpperBound.InSlo(halves), UpperBound.InSlo(scenario));
        Assert.Equal(Simulation.Run(halves, () => new EdfPolicy()).Digest, Simulation.Run(scenario, () => new EdfPolicy()).Digest);
    }

    private static double FirstMs(int lanes, LaneRule rule) =>
        LaneTimeline.Of(Scenario(lanes, rule), () => new EdfPolicy(), 0, long.MaxValue).Stretches.Min(s => s.EndNs) / (double)Ms;

    private static Scenario Scenario(int lanes, LaneRule rule) => new([Model], 1, 1 * Ms, 1, PreemptionTerms.None) { Lanes = new DeviceLanes { Count = lanes, Rule = rule } };

    private static Scenario Busy(int lanes) =>
        new([Model with { Arrivals = new GammaArrivals(400, 1), MaxBatch = 8 }], 1, 2_000 * Ms, 1, PreemptionTerms.None) { Lanes = new DeviceLanes { Count = lanes } };
}
