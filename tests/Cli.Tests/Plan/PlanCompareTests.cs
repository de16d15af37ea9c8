namespace Shepherd.Cli.Tests.Plan;

public sealed class PlanCompareTests : PlanRun
{
    [Fact]
    public void Compare_Goodput_HasACellForEveryDemandSloAndCluster()
    {
        var cells = Json("compare", "--quick", "--objective", "goodput", "--methods", "herd,exclusive", "--seconds", "0.3").GetProperty("cells").EnumerateArray().ToList();
        Assert.Equal(8, cells.Count);
        Assert.Equal(8, cells.Select(c => (c.GetProperty("demand").GetString(), c.GetProperty("slo").GetString(), c.GetProperty("cluster").GetString())).Distinct().Count());
        Assert.All(cells, c => Assert.Equal(["herd", "exclusive"], c.GetProperty("results").EnumerateObject().Select(r => r.Name)));
        Assert.All(cells, c => Assert.True(c.GetProperty("results").GetProperty("herd").GetProperty("simulated_goodput_rps").GetDouble() > 0));
    }

    [Fact]
    public void Compare_UnknownMethod_ListsTheKnown() =>
        Assert.StartsWith("there is no planner 'magic'; known are hybrid, herd", Error("compare", "--methods", "herd,magic"), StringComparison.Ordinal);

    [Fact]
    public void Report_FolderThatIsNotThere_IsToldBeforeAnythingRuns() =>
        Assert.Contains("it cannot be written", Error("report", PathOf("no/such/folder.html")), StringComparison.Ordinal);
}
