using Shepherd.Client.Cluster;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Client.Tests.Cluster;

public sealed class ClusterReadinessTests
{
    private static readonly Epoch Current = new(2, 5);

    private readonly Dictionary<string, CatalogEntry> _models = new()
    {
        ["a"] = new CatalogEntry("a", "1", "g", 100, 1, 8, "onnx", [], []),
        ["b"] = new CatalogEntry("b", "1", "h", 100, 1, 8, "onnx", [], []),
    };

    private readonly Dictionary<string, int> _partitions = new() { ["g"] = 2, ["h"] = 1 };

    [Fact]
    public void Judge_AllOwnedAndFollowed_Ready()
    {
        var status = Judge(Plan(("w", "g", [0]), ("v", "g", [1]), ("v", "h", [0])), Beat("w", ("g", [0])), Beat("v", ("g", [1]), ("h", [0])));

        Assert.Equal((true, ""), (status.Ready, status.Reason));
        Assert.True(status.IsModelReady("a") && status.IsModelReady("b"));
        Assert.False(status.IsModelReady("nobody"));
    }

    [Fact]
    public void Judge_OneGroupUnowned_OnlyItsModelsAreNotReady()
    {
        var status = Judge(Plan(("w", "g", [0, 1])), Beat("w", ("g", [0, 1])));

        Assert.False(status.Ready);
        Assert.Equal("plan 2.5 gives partition 0 of group 'h' to nobody", status.Reason);
        Assert.Equal((true, false), (status.IsModelReady("a"), status.IsModelReady("b")));
    }

    [Fact]
    public void Judge_WorkerSilent_NamesIt() =>
        Assert.Equal("worker 'w' of plan 2.5 is silent", Judge(Plan(("w", "g", [0, 1]), ("w", "h", [0]))).Reason);

    [Fact]
    public void Judge_WorkerOnOlderPlan_NamesBoth() =>
        Assert.Equal(
            "worker 'w' follows plan 2.4, not yet 2.5",
            Judge(Plan(("w", "g", [0, 1]), ("w", "h", [0])), Beat("w", ("g", [0, 1]), ("h", [0])) with { Epoch = new Epoch(2, 4) }).Reason);

    [Fact]
    public void Judge_WorkerDraining_SaysSo() =>
        Assert.Equal(
            "worker 'w' is Draining",
            Judge(Plan(("w", "g", [0, 1]), ("w", "h", [0])), Beat("w", ("g", [0, 1]), ("h", [0])) with { State = WorkerState.Draining }).Reason);

    [Fact]
    public void Judge_PartitionNotConsumedYet_NamesIt() =>
        Assert.Equal(
            "worker 'w' does not consume partition 1 of group 'g' yet",
            Judge(Plan(("w", "g", [0, 1]), ("w", "h", [0])), Beat("w", ("g", [0]), ("h", [0]))).Reason);

    [Fact]
    public void Judge_NoTopic_NamesTheGroup()
    {
        _partitions.Remove("g");

        Assert.Contains("group 'g' is not there", Judge(Plan(("w", "h", [0])), Beat("w", ("h", [0]))).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_NoPlan_SaysSo() =>
        Assert.Contains("no plan", ClusterReadiness.Judge(_models, null, [], _partitions).Reason, StringComparison.Ordinal);

    [Fact]
    public void Judge_EmptyCatalog_NotReady()
    {
        _models.Clear();

        var status = Judge(Plan());

        Assert.False(status.Ready);
        Assert.Contains("no model", status.Reason, StringComparison.Ordinal);
    }

    private ClusterStatus Judge(PlanRecord plan, params WorkerHeartbeat[] live) => ClusterReadiness.Judge(_models, plan, live, _partitions);

    private static PlanRecord Plan(params (string Worker, string Group, int[] Partitions)[] assignments) =>
        new(Current, "p", DateTimeOffset.UnixEpoch, "test", [.. assignments.Select(a => new PlanAssignment(a.Worker, a.Group, a.Partitions))]);

    private static WorkerHeartbeat Beat(string worker, params (string Group, int[] Partitions)[] owned) =>
        new(worker, 1, DateTimeOffset.UnixEpoch, WorkerState.Ready, Current, [], [], [.. owned.Select(o => new OwnedPartitions(o.Group, o.Partitions))], 0, 0);
}
