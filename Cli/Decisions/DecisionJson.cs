using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shepherd.Schemas.Control;

namespace Shepherd.Cli.Decisions;

/// <summary>The decision log as JSON; the fields are those of <c>decision.avsc</c>.</summary>
internal static class DecisionJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseUpper) },
    };

    public static string Write(IReadOnlyList<DecisionRecord> decisions, IReadOnlyList<ModelSummary> models) =>
        JsonSerializer.Serialize(new { decisions = decisions.Select(Shape), models }, Options);

    /// <summary>One decision, for those that follow.</summary>
    public static string Write(DecisionRecord decision) => JsonSerializer.Serialize(Shape(decision), Options);

    private static object Shape(DecisionRecord d) => new
    {
        d.Kind,
        d.At,
        d.By,
        Epoch = d.Epoch.ToString(),
        d.Reason,
        d.Model,
        d.Requests,
        d.Size,
        d.Lane,
        d.Bucket,
        d.PredictedMs,
        d.ActualMs,
        d.Events,
    };
}
