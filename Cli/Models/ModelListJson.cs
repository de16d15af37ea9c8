using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shepherd.Schemas.Control;

namespace Shepherd.Cli.Models;

/// <summary>The list for machines; profiles as <c>catalog.avsc</c> has them.</summary>
internal static class ModelListJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseUpper) },
        WriteIndented = true,
    };

    public static string Write(ModelList list) => JsonSerializer.Serialize(new { models = list.Models.Select(Shape), refused = list.Refused }, Options);

    private static object Shape(ModelRow row) => new
    {
        row.Entry.Model,
        row.Entry.Version,
        row.Entry.Group,
        row.Entry.Runtime,
        row.Entry.SloMs,
        row.Entry.Priority,
        row.Entry.MaxBatch,
        row.CanaryPercent,
        Served = row.IsServed,
        Workers = row.IsServed is null ? null : row.Workers,
        Profiles = row.Entry.Profiles.Select(Shape),
        ProfileFault = row.ProfileFault.Length > 0 ? row.ProfileFault : null,
    };

    /// <summary>l(1) and l(max) of the largest shape come first, for whoever wants two numbers.</summary>
    private static object Shape(CatalogProfile profile) => new
    {
        profile.Source,
        profile.Device,
        profile.Threads,
        profile.Segments,
        profile.At,
        profile.By,
        L1Ms = Rows(profile).FirstOrDefault()?.P50Ms,
        LMaxMs = Rows(profile).LastOrDefault()?.P50Ms,
        profile.WeightsMb,
        profile.PeakMb,
        profile.ModelHash,
        profile.Buckets,
        profile.Stops,
    };

    private static IReadOnlyList<CatalogBatch> Rows(CatalogProfile profile) => profile.Buckets.Count > 0 ? profile.Buckets[^1].Batches : [];
}
