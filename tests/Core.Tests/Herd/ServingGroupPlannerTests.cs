using Shepherd.Core.Herd;

namespace Shepherd.Core.Tests.Herd;

public class ServingGroupPlannerTests
{
    [Fact]
    public void Plan_OneDeviceAGroup_EveryoneServesAlone() => Assert.Empty(Plan([Worker("a"), Worker("b")], 1));

    [Fact]
    public void Plan_MoreThanFit_MakesSeveral() =>
        Assert.Equal(["a: b, c", "d: e"], Plan([Worker("e"), Worker("d"), Worker("c"), Worker("b"), Worker("a")], 3));

    [Fact]
    public void Plan_OtherModelsOrNoAddress_ServesAlone() =>
        Assert.Equal(["a: d"], Plan([Worker("a"), Worker("b", models: "other"), Worker("c") with { CanBePeer = false }, Worker("d")], 8));

    [Fact]
    public void Plan_PlainAndTls_AreGroupedApart() =>
        Assert.Equal(["a: c", "b: d"], Plan([Worker("a"), Worker("b") with { UsesTls = true }, Worker("c"), Worker("d") with { UsesTls = true }], 8));

    [Fact]
    public void Plan_PeerComesBackWithTls_LeavesThePlainGroup() =>
        Assert.Equal(["a: c"], Plan([Worker("a"), Worker("b") with { UsesTls = true }, Worker("c")], 8, new WorkerGroup("a", ["b", "c"])));

    [Fact]
    public void Plan_DevicesAreCounted_NotWorkers() =>
        Assert.Equal(["a: c"], Plan([Worker("a", devices: 2), Worker("b", devices: 3), Worker("c", devices: 2)], 4));

    [Fact]
    public void Plan_WhoHoldsPartitions_Leads() => Assert.Equal(["b: a"], Plan([Worker("a"), Worker("b") with { HoldsPartitions = true }], 2));

    [Fact]
    public void Plan_PeerGoneOrLeaving_TheOthersStay() =>
        Assert.Equal(["c: b"], Plan([Worker("c"), Worker("b"), Worker("a") with { IsLeaving = true }], 3, new WorkerGroup("c", ["a", "b", "z"])));

    [Fact]
    public void Plan_WorkerComes_JoinsTheGroupThatStands() =>
        Assert.Equal(["c: b, a"], Plan([Worker("c"), Worker("b"), Worker("a")], 3, new WorkerGroup("c", ["b"])));

    [Fact]
    public void Plan_LeadIsGone_TheFirstOfItsPeersLeads() =>
        Assert.Equal(["c: b"], Plan([Worker("b"), Worker("c")], 3, new WorkerGroup("a", ["c", "b"])));

    [Fact]
    public void Plan_LeadLeavesWithPartitions_LeadsOnAndTakesNobodyIn()
    {
        var leaving = Worker("a") with { IsLeaving = true, HoldsPartitions = true };
        Assert.Equal(["a: b"], Plan([leaving, Worker("b"), Worker("c")], 3, new WorkerGroup("a", ["b"])));
        Assert.Equal(["b: c"], Plan([leaving with { HoldsPartitions = false }, Worker("b"), Worker("c")], 3, new WorkerGroup("a", ["b"])));
    }

    [Fact]
    public void Plan_OneWorkerInTwoGroups_StaysInTheSeniorOne() =>
        Assert.Equal(["a: b"], Plan([Worker("a"), Worker("b"), Worker("c") with { CanBePeer = false }], 2, new WorkerGroup("a", ["b"]), new WorkerGroup("c", ["b"])));

    private static IEnumerable<string> Plan(GroupableWorker[] workers, int devicesMax, params WorkerGroup[] running) =>
        ServingGroupPlanner.Plan(workers, running, devicesMax).Select(g => $"{g.Lead}: {string.Join(", ", g.Peers)}");

    private static GroupableWorker Worker(string name, int devices = 1, string models = "m") => new(name, devices, [models], CanBePeer: true, IsLeaving: false, HoldsPartitions: false);
}
