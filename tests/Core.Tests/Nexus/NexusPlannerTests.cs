using Shepherd.Core.Nexus;
using Shepherd.Core.Profiles;

namespace Shepherd.Core.Tests.Nexus;

/// <summary>l(b) = b + 10 ms unless said otherwise.</summary>
public class NexusPlannerTests
{
    private const double PerMs = 1e-6;

    [Theory]
    [InlineData(60, 20)] // 2·l(20) = 60.
    [InlineData(22, 1)]
    [InlineData(15, 1)] // Too tight for two batches on end: one request at a time.
    [InlineData(10_000, 64)] // The model's limit.
    public void SaturatedBatch_Slo_IsTheLargestThatFitsTwice(int sloMs, int expected) => Assert.Equal(expected, Session(sloMs, 1).SaturatedBatch);

    [Theory]
    [InlineData(0.1, 45)] // b = 5: 15 + 4/0.1 ≤ 60, and min(60 − 15, 5/0.1).
    [InlineData(0.3, 38)] // b = 12: 22 + 11/0.3 ≤ 60, and min(60 − 22, 12/0.3).
    [InlineData(0.0001, 49)] // b = 1, min(60 − 11, 1/0.0001).
    public void ResidualCycleNs_Rate_FollowsTheLargestBatchThatFills(double ratePerMs, double expectedMs) =>
        Assert.Equal(expectedMs, Session(60, 1).ResidualCycleNs(ratePerMs * PerMs) / 1e6, 6);

    [Fact]
    public void Plan_RateOfTwoAndAHalfDevices_SaturatesTwoAndPacksTheRest()
    {
        // T = 20 a 30 ms.
        var full = 20 / 30.0;
        var devices = NexusPlanner.Plan([Session(60, 2.5 * full)], 4, usesAll: false);
        Assert.Equal([true, true, false, false], devices.Select(d => d.IsSaturated));
        Assert.Equal(0.5 * full * PerMs, Assert.Single(devices[2].Shares).RatePerNs, 1e-12);
        Assert.Empty(devices[3].Shares);
    }

    [Fact]
    public void Plan_TwoLightSessions_ShareTheFirstDevice()
    {
        var devices = NexusPlanner.Plan([Session(100, 0.05), Session(200, 0.02)], 2, usesAll: false);
        Assert.Equal([0, 1], devices[0].Shares.Select(s => s.Session).Order());
        Assert.Empty(devices[1].Shares);
        Assert.InRange(devices[0].Occupancy, 0.1, 1);
    }

    [Fact]
    public void Plan_UsesAll_FillsTheDevicesWithACommonMultiple()
    {
        var devices = NexusPlanner.Plan([Session(100, 0.05), Session(200, 0.02)], 4, usesAll: true);
        Assert.All(devices, d => Assert.NotEmpty(d.Shares));
        var rates = new double[2];
        foreach (var share in devices.SelectMany(d => d.Shares))
            rates[share.Session] += share.RatePerNs;
        Assert.Equal(2.5, rates[0] / rates[1], 0.01);
        Assert.True(rates[0] > 0.05 * PerMs);
    }

    [Fact]
    public void Plan_TooFewDevices_EverySessionKeepsOne()
    {
        var devices = NexusPlanner.Plan([Session(100, 50), Session(200, 20), Session(60, 1)], 2, usesAll: true);
        Assert.Equal([0, 1, 2], devices.SelectMany(d => d.Shares).Select(s => s.Session).Distinct().Order());
        Assert.All(devices, d => Assert.True(d.Occupancy <= 1));
    }

    [Fact]
    public void Plan_BatchLongerThanTheOthersCycle_SharesWithSaturatedTargets()
    {
        // A batch of the slow model alone outlasts any cycle of the quick one, whatever the rates.
        var slow = new NexusSession(new LinearLatency(1_000_000, 40_000_000), 0, 64, 250_000_000, 0.01 * PerMs);
        var quick = new NexusSession(new LinearLatency(300_000, 2_000_000), 0, 64, 20_000_000, 0.1 * PerMs);
        var device = Assert.Single(NexusPlanner.Plan([slow, quick], 1, usesAll: true));
        Assert.Equal([64, 26], device.Shares.OrderBy(s => s.Session).Select(s => s.Batch));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Plan_RandomSessions_PlannedCyclesKeepEverySlo(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 100; i++)
        {
            var sessions = Enumerable.Range(0, 1 + random.Next(6)).Select(_ => Session(30 + random.Next(300), random.NextDouble())).ToList();
            var devices = NexusPlanner.Plan(sessions, 6 + random.Next(6), usesAll: random.Next(2) == 0);
            foreach (var device in devices.Where(d => d.Occupancy <= 1))
            {
                Assert.All(device.Shares, s => Assert.True(device.CycleNs + sessions[s.Session].RunNs(s.Batch) <= sessions[s.Session].SloNs + 1));
                Assert.All(device.Shares, s => Assert.True(s.Batch / device.CycleNs >= s.RatePerNs * (1 - 1e-2)));
            }

            Assert.Equal(sessions.Count, devices.SelectMany(d => d.Shares).Select(s => s.Session).Distinct().Count());
        }
    }

    private static NexusSession Session(int sloMs, double ratePerMs) => new(new LinearLatency(1_000_000, 10_000_000), 0, 64, sloMs * 1_000_000L, ratePerMs * PerMs);
}
