using System.Text.Json;
using System.Text.Json.Serialization;
using Shepherd.Simulator.Report;

namespace Shepherd.Cli.Simulate;

/// <summary>A simulation's result as one JSON object; its names are a contract with whatever reads it.</summary>
internal static class SimulationJson
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.Strict };

    public static string Write(SimulationResult result, ulong seed, TimeSpan wall) => JsonSerializer.Serialize(
        new
        {
            result.Requests,
            result.InSlo,
            Attainment = Round(result.Attainment),
            GoodputRps = Math.Round(result.GoodputRps, 2),
            Utilization = Round(result.Utilization),
            MeanBatch = Math.Round(result.MeanBatch, 2),
            result.Preemptions,
            WastedDeviceS = Round(result.WastedDeviceS),
            WorstModelAttainment = Round(result.WorstModelAttainment),
            Models = result.Models.Select(m => new { m.Model, m.Requests, m.InSlo, Attainment = Round(m.Attainment), m.P50Ms, m.P99Ms }),
            Seed = seed,
            result.Digest,
            EventsPerS = Math.Round(result.Events / Math.Max(wall.TotalSeconds, 1e-9)),
            WallS = Round(wall.TotalSeconds),
        },
        Options);

    private static double Round(double value) => Math.Round(value, 4);
}
