using System.Globalization;
using System.Text.Json;
using Shepherd.Simulator.Grid;
using Shepherd.Simulator.Report;

namespace Shepherd.Cli.Simulate.Grid;

/// <summary>A grid's result as one JSON object; its names are a contract with whatever reads it. It has no wall time, so that one seed gives one text.</summary>
internal static class GridJson
{
    private const int Digits = 5;

    public static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string Write(GridResult grid) => JsonSerializer.Serialize(ToObject(grid), Options);

    /// <summary>A dictionary, as one name says at which attainment the largest loads are.</summary>
    public static IReadOnlyDictionary<string, object> ToObject(GridResult grid) => new OrderedDictionary<string, object>
    {
        ["seed"] = grid.Plan.Seed,
        ["lanes_per_gpu"] = grid.Plan.Lanes.Count,
        ["policies"] = grid.Plan.Policies.ToDictionary(p => p.Name, p => new { Preemption = p.Preemption.Kind.ToString().ToLowerInvariant() }),
        ["cells"] = grid.Cells.Select(c => ToCell(grid.Plan, c)),
        ["left_out"] = grid.Plan.LeftOut.Select(c => c.Name),
        [string.Create(CultureInfo.InvariantCulture, $"max_load_at_{grid.Plan.Attainment * 100:0.##}")] = grid.MaxLoads.ToDictionary(m => m.Cell.Series, m => ByPolicy(grid.Plan, i => Round(m.Loads[i]))),
        ["summary"] = GridSummary.Of(grid).ToDictionary(s => s.Policy, ToSummary),
    };

    private static object ToCell(GridPlan plan, CellResult result) => new
    {
        Workload = result.Cell.Workload.Name,
        result.Cell.Workload.Cv,
        result.Cell.Slo,
        result.Cell.Load,
        result.Cell.Gpus,
        Seconds = Round(result.DurationNs / 1e9),
        result.Results[0].Requests,
        result.Results[0].BoundInSlo,
        Results = ByPolicy(plan, i => ToResult(result.Results[i])),
    };

    private static object ToResult(SimulationResult result) => new
    {
        Attainment = Round(result.Attainment),
        GoodputRps = Math.Round(result.GoodputRps, 2),
        ShareOfBound = Round(result.ShareOfBound),
        Utilization = Round(result.Utilization),
        MeanBatch = Math.Round(result.MeanBatch, 2),
        result.Preemptions,
        WastedDeviceS = Round(result.WastedDeviceS),
        WorstModelAttainment = Round(result.WorstModelAttainment),
        result.Digest,
    };

    private static object ToSummary(GridSummary summary) => new
    {
        MeanShareOfBound = Round(summary.MeanShareOfBound),
        WorstRatio = Round(summary.WorstRatio),
        WorstCell = summary.WorstCell?.Name,
        cells_below_99 = summary.Below,
        CellsStrictlyBest = summary.StrictlyBest,
        CellsBest = summary.Best,
    };

    private static Dictionary<string, T> ByPolicy<T>(GridPlan plan, Func<int, T> value) =>
        Enumerable.Range(0, plan.Policies.Count).ToDictionary(i => plan.Policies[i].Name, value);

    private static double? Round(double? value) => value is { } number ? Math.Round(number, Digits) : null;
}
