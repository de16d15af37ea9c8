using System.Text.Json;

namespace Shepherd.Onnx.Segments;

/// <summary>A model that was cut, or that cannot be.</summary>
/// <param name="Segments">In the order they run; their files are in the folder.</param>
/// <param name="Trial">How the chain did against the whole model; null where there is no chain.</param>
/// <param name="Refusal">Why the model is better run whole; null where it cuts well.</param>
public sealed record SegmentedModel(IReadOnlyList<Segment> Segments, SegmentTrial? Trial, string? Refusal)
{
    private const string Manifest = "segments.json";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>Name of a segment's file.</summary>
    public static string FileOf(int segment) => $"segment-{segment}.onnx";

    /// <summary>Longest segment over the mean one: 1 where all are of one length.</summary>
    public double Imbalance => Segments.Sum(s => s.DurationNs) is > 0 and var total ? (double)Segments.Max(s => s.DurationNs) * Segments.Count / total : 1;

    /// <summary>What was written to a folder; null where there is nothing, or what another version wrote.</summary>
    internal static SegmentedModel? Load(string folder)
    {
        var file = Path.Combine(folder, Manifest);
        if (!File.Exists(file))
            return null;
        try
        {
            var model = JsonSerializer.Deserialize<SegmentedModel>(File.ReadAllBytes(file), Json);
            return model is { Segments: not null } && (model.Trial is null || Enumerable.Range(0, model.Segments.Count).All(i => File.Exists(Path.Combine(folder, FileOf(i))))) ? model : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal void Save(string folder) => File.WriteAllBytes(Path.Combine(folder, Manifest), JsonSerializer.SerializeToUtf8Bytes(this, Json));
}
