using System.Text.Encodings.Web;
using System.Text.Json;
using Shepherd.Core.Planning;

namespace Shepherd.Cli.Plan.Output;

/// <summary>A plan as one JSON object; its names are a contract with whatever reads it, <see cref="Files.PlanFile"/> among them.</summary>
internal static class PlanJson
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const double BytesPerMb = 1e6;

    public static string Write(PlanOutcome outcome) => JsonSerializer.Serialize(ToObject(outcome), Options);

    public static object ToObject(PlanOutcome outcome)
    {
        var (problem, plan, summary) = (outcome.Problem, outcome.Plan, outcome.Summary);
        return new
        {
            outcome.Method,
            Objective = outcome.Problem.Objective.ToString().ToLowerInvariant(),
            WallS = Math.Round(outcome.Wall.TotalSeconds, 4),
            summary.Groups,
            summary.DevicesUsed,
            CostPerH = Math.Round(summary.CostPerH, 4),
            MinBurstTolerance = Round(summary.MinBurstTolerance),
            DemandRps = Math.Round(problem.Streams.Sum(s => s.RateRps), 3),
            PredictedGoodputRps = Math.Round(summary.PredictedGoodputRps, 3),
            SimulatedGoodputRps = Round(outcome.Simulated?.GoodputRps),
            SimulatedAttainment = Round(outcome.Simulated?.Attainment),
            ComputeUtilization = Round(outcome.Simulated?.ComputeUtilization),
            MeanSlowdown = Round(outcome.Simulated?.MeanSlowdown),
            MemoryUtilization = Math.Round(outcome.MemoryUtilization, 4),
            Unplaced = plan.Unplaced.Select(u => new { Stream = problem.Streams[u.Stream].Name, Model = problem.Models[problem.Streams[u.Stream].Model].Name, RateRps = Math.Round(u.RateRps, 3), u.Reason }),
            ServingGroups = plan.Groups.Select((group, number) => new
            {
                Group = number,
                BurstTolerance = Math.Round(group.BurstTolerance, 4),
                Streams = group.Streams.Select(s => new { Stream = problem.Streams[s.Stream].Name, Share = Math.Round(s.Share, 9), PredictedGoodputRps = Math.Round(s.GoodputRps, 3) }),
            }),
            Devices = plan.Devices.Select(device => new
            {
                Device = device.Id,
                Type = problem.Devices[device.Pool].Type.Name,
                MemoryMb = Math.Round(problem.Devices[device.Pool].Type.MemoryBytes / BytesPerMb, 3),
                Lanes = device.Lanes.Select(lane => new
                {
                    lane.Group,
                    ComputePercent = Math.Round(lane.ComputePercent, 4),
                    MemoryMb = Math.Round(lane.MemoryBytes / BytesPerMb, 3),
                    Models = lane.Models.Select(m => new { Model = problem.Models[m.Model].Name, Batch = m.MaxBatch, DurationMs = Math.Round(m.DurationNs / 1e6, 4) }),
                }),
            }),
            Replicas = Replicas(problem, plan),
            Reasons = plan.Reasons.Select(r => new { r.Subject, r.Text }),
            Moves = outcome.Moves?.Select(m => new { Kind = m.Kind.ToString().ToLowerInvariant(), m.Device, Model = problem.Models[m.Model].Name, ComputePercent = Math.Round(m.ComputePercent, 4), CostMs = Math.Round(m.CostNs / 1e6, 3) }),
            outcome.Simulated?.Seed,
            outcome.Simulated?.Digest,
        };
    }

    private static IEnumerable<object> Replicas(PlanningProblem problem, PlacementPlan plan) => plan.Devices
        .SelectMany(d => d.Lanes.SelectMany(l => l.Models.Select(m => (m.Model, m.MaxBatch, d.Id))))
        .GroupBy(r => r.Model)
        .OrderBy(g => g.Key)
        .Select(g => new { Model = problem.Models[g.Key].Name, Lanes = g.Count(), Devices = g.Select(r => r.Id).Distinct().Count(), Batches = g.Select(r => r.MaxBatch).Distinct().Order() });

    private static double? Round(double? value) => value is { } number ? Math.Round(number, 4) : null;
}
