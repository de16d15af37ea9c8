using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shepherd.Cli.Simulate;

/// <summary>A simulation's result as one JSON object; its names are a contract with whatever reads it.</summary>
internal static class SimulationJson
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.Strict };

    public static string Write(SimulationRun run)
    {
        var result = run.Result;
        return JsonSerializer.Serialize(
            new
            {
                run.Policy,
                Gpus = run.Scenario.Devices,
                LanesPerGpu = run.Scenario.LanesPerDevice,
                Seconds = Round(run.Workload.DurationNs / 1e9),
                OfferedLoad = Round(run.Workload.Load),
                TimeCompression = Round(run.Workload.TimeCompression),
                result.Requests,
                result.InSlo,
                Attainment = IfAny(result.Requests, result.Attainment),
                GoodputRps = Math.Round(result.GoodputRps, 2),
                Utilization = Round(result.Utilization),
                MeanBatch = Math.Round(result.MeanBatch, 2),
                result.Preemptions,
                WastedDeviceS = Round(result.WastedDeviceS),
                WorstModelAttainment = IfAny(result.Requests, result.WorstModelAttainment),
                result.BoundInSlo,
                ShareOfBound = result.Requests == 0 ? null : Round(result.ShareOfBound),
                Models = result.Models.Select(m => new { m.Model, m.Requests, m.InSlo, Attainment = IfAny(m.Requests, m.Attainment), m.P50Ms, m.P90Ms, m.P95Ms, m.P99Ms }),
                run.Scenario.Seed,
                result.Digest,
                EventsPerS = Math.Round(result.Events / Math.Max(run.Wall.TotalSeconds, 1e-9)),
                WallS = Round(run.Wall.TotalSeconds),
            },
            Options);
    }

    /// <summary>A share of no requests is none.</summary>
    private static double? IfAny(int requests, double share) => requests == 0 ? null : Round(share);

    private static double? Round(double? value) => value is { } number ? Math.Round(number, 4) : null;
}
