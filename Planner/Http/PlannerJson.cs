using System.Text.Encodings.Web;
using System.Text.Json;

namespace Shepherd.Planner.Http;

/// <summary>How the planner's API writes and reads JSON: its names in snake case, as everywhere.</summary>
public static class PlannerJson
{
    /// <summary>Settings for whoever speaks to it.</summary>
    public static JsonSerializerOptions Options { get; } = Set(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    internal static JsonSerializerOptions Set(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        // Read by people with curl: letters stay letters. Nothing of it stands in a page.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        return options;
    }
}
