using System.Text.Json;

namespace Shepherd.Cli.Estimate;

/// <summary>An estimate as one JSON object; its names are a contract with whatever reads it.</summary>
internal static class EstimateJson
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string Write(EstimateRun run) => JsonSerializer.Serialize(
        new
        {
            Model = run.Request.Model,
            Device = run.Device.Name,
            run.Request.Backend,
            Precision = (run.Request.Precision ?? run.Device.DefaultPrecision).ToString().ToLowerInvariant(),
            Inputs = run.Model.Inputs.Select(input => new { input.Name, Shape = input.Dims, FromConfig = run.Configured.IsFromConfig(input.Name) ? run.Configured.ConfigPath : null }),
            Operators = run.Model.Graph.Operators.Count,
            GflopsPerRequest = Math.Round((run.Model.Graph.Flops.At(1)) / 1e9, 4),
            WeightsMb = Math.Round(run.Model.Graph.WeightBytes / 1e6, 3),
            Batches = run.Rows.Select(row => new
            {
                row.Batch,
                CreqPercent = Math.Round(row.Need.ComputePercent, 2),
                PeakPercent = Math.Round(row.PeakPercent, 2),
                MreqMb = Math.Round(row.Need.MemoryBytes / 1e6, 3),
                MreqPercent = Math.Round(100.0 * row.Need.MemoryBytes / run.Device.MemoryBytes, 3),
                TimeMs = Math.Round(row.Need.DurationNs / 1e6, 4),
                Rps = Math.Round(row.Rps, 2),
                row.Bound,
            }),
            LoadMs = Math.Round(run.Load.TotalMilliseconds, 2),
            WallMs = Math.Round(run.Wall.TotalMilliseconds, 3),
        },
        Options);
}
