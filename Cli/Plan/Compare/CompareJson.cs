using System.Text.Json;

namespace Shepherd.Cli.Plan.Compare;

/// <summary>A comparison as JSON.</summary>
internal static class CompareJson
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string Write(IEnumerable<ComparedCell> cells) => JsonSerializer.Serialize(new { Cells = cells.Select(ToObject) }, Options);

    public static object ToObject(ComparedCell cell) => new
    {
        cell.Demand,
        cell.Slo,
        cell.Cluster,
        Objective = cell.Objective.ToString().ToLowerInvariant(),
        DemandRps = Round(cell.Results.Select(r => r.Outcome?.Problem.Streams.Sum(s => s.RateRps)).FirstOrDefault(rps => rps is not null)),
        Results = cell.Results.ToDictionary(r => r.Method, ToObject),
    };

    private static object ToObject(ComparedPlan plan) => new
    {
        plan.Headroom,
        plan.Outcome?.Summary.Groups,
        plan.Outcome?.Summary.DevicesUsed,
        CostPerH = Round(plan.Outcome?.Summary.CostPerH),
        PredictedGoodputRps = Round(plan.Outcome?.Summary.PredictedGoodputRps),
        SimulatedGoodputRps = Round(plan.Outcome?.Simulated?.GoodputRps),
        SimulatedAttainment = Round(plan.Outcome?.Simulated?.Attainment),
        ComputeUtilization = Round(plan.Outcome?.Simulated?.ComputeUtilization),
        MemoryUtilization = Round(plan.Outcome?.MemoryUtilization),
        MeanSlowdown = Round(plan.Outcome?.Simulated?.MeanSlowdown),
        WallS = Round(plan.Outcome?.Wall.TotalSeconds),
    };

    private static double? Round(double? value) => value is { } number ? Math.Round(number, 4) : null;
}
