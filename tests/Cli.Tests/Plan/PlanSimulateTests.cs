using System.Text.Json;
using Shepherd.Core.Planning;

namespace Shepherd.Cli.Tests.Plan;

public sealed class PlanSimulateTests : PlanRun
{
    public static TheoryData<string> Methods() => [.. PlannerCatalog.Names];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Simulate_EveryMethod_ServesWhatFits(string method)
    {
        var plan = Json(["simulate", "--method", method, "--seconds", "2", .. Files()]);
        Assert.Equal(method, plan.GetProperty("method").GetString());
        Assert.InRange(plan.GetProperty("devices_used").GetInt32(), 1, 6);
        Assert.InRange(plan.GetProperty("simulated_attainment").GetDouble(), 0.5, 1);
        Assert.NotEmpty(plan.GetProperty("reasons").EnumerateArray());
        Assert.Equal(plan.GetProperty("groups").GetInt32(), plan.GetProperty("serving_groups").GetArrayLength());
    }

    [Fact]
    public void Simulate_Json_HasTheContractsNames()
    {
        var plan = Json(["simulate", "--seconds", "1", .. Files()]);
        Assert.Equal(
            [
                "method", "objective", "wall_s", "groups", "devices_used", "cost_per_h", "min_burst_tolerance", "demand_rps", "predicted_goodput_rps", "simulated_goodput_rps", "simulated_attainment",
                "compute_utilization", "mean_slowdown", "memory_utilization", "unplaced", "serving_groups", "devices", "replicas", "reasons", "moves", "seed", "digest",
            ],
            plan.EnumerateObject().Select(p => p.Name));
        Assert.Equal("goodput", plan.GetProperty("objective").GetString());
        Assert.Equal(1150, plan.GetProperty("demand_rps").GetDouble());
        Assert.Equal(JsonValueKind.Null, plan.GetProperty("moves").ValueKind);
    }

    [Fact]
    public void Simulate_SameSeed_SameBytesButTheTime()
    {
        string[] given = ["simulate", "--seconds", "1", "--seed", "5", .. Files()];
        var texts = Enumerable.Range(0, 2).Select(_ => string.Join('\n', Json(given).EnumerateObject().Where(p => p.Name != "wall_s").Select(p => p.ToString()))).ToList();
        Assert.Equal(texts[0], texts[1]);
    }

    [Fact]
    public void Simulate_Cost_IsCheaperThanAllDevices()
    {
        var plan = Json(["simulate", "--objective", "cost", "--seconds", "2", .. Files()]);
        Assert.InRange(plan.GetProperty("cost_per_h").GetDouble(), 0.53, (4 * 3.06) + (2 * 0.53) - 0.01);
        Assert.InRange(plan.GetProperty("simulated_attainment").GetDouble(), 0.9, 1);
    }

    [Fact]
    public void Simulate_DiffWithItself_MovesNothing()
    {
        string[] given = ["simulate", "--method", "herd", "--seconds", "1", .. Files()];
        var old = Write("old.json", Json(given).GetRawText());
        var next = Json([.. given, "--diff", old]);
        Assert.Empty(next.GetProperty("moves").EnumerateArray());
    }

    [Fact]
    public void Simulate_DiffAfterAnotherModelCame_LoadsItAndTellsTheCost()
    {
        var old = Write("old.json", Json(["simulate", "--method", "herd", "--seconds", "1", .. Files(demand: "streams: [{model: resnet, rate: 400, slo: 50ms}]")]).GetRawText());
        var moves = Json(["simulate", "--method", "herd", "--seconds", "1", "--diff", old, .. Files()]).GetProperty("moves").EnumerateArray().ToList();
        Assert.Contains(moves, m => m.GetProperty("kind").GetString() == "load" && m.GetProperty("model").GetString() == "bert" && m.GetProperty("cost_ms").GetDouble() > 100);
    }

    [Fact]
    public void Simulate_ModelTooLarge_SaysSoAndServesTheRest()
    {
        var plan = Json(["simulate", "--seconds", "1", .. Files(Models.Replace("weights_mb: 1300", "weights_mb: 13000000", StringComparison.Ordinal))]);
        var left = Assert.Single(plan.GetProperty("unplaced").EnumerateArray());
        Assert.Equal("bert", left.GetProperty("model").GetString());
        Assert.Equal(150, left.GetProperty("rate_rps").GetDouble());
        Assert.NotEmpty(left.GetProperty("reason").GetString()!);
        Assert.True(plan.GetProperty("simulated_goodput_rps").GetDouble() > 500);
    }

    [Fact]
    public void Simulate_NoDemand_IsAPlanWithoutAttainment()
    {
        var plan = Json(["simulate", "--seconds", "1", .. Files(demand: "streams: [{model: resnet, rate: 0, slo: 50ms}]")]);
        Assert.Equal(JsonValueKind.Null, plan.GetProperty("simulated_attainment").ValueKind);
    }

    [Fact]
    public void Simulate_Table_ShowsDevicesFiguresAndReasons()
    {
        var (code, output, error) = Run(["simulate", "--seconds", "1", .. Files()]);
        Assert.True(code == 0, error);
        Assert.Contains("V100-16", output, StringComparison.Ordinal);
        Assert.Contains("simulated: goodput", output, StringComparison.Ordinal);
        Assert.Contains("why:", output, StringComparison.Ordinal);
    }
}
