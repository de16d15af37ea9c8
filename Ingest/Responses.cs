using System.Text.Json;

namespace Shepherd.Ingest;

/// <summary>Bodies that are not inference results.</summary>
internal static class Responses
{
    /// <summary>The protocol's error body, <c>{"error": "…"}</c>.</summary>
    internal static Task WriteErrorAsync(this HttpResponse response, int status, string error) =>
        response.WriteObjectAsync(status, json => json.WriteString("error", error));

    /// <summary>A JSON object.</summary>
    internal static async Task WriteObjectAsync(this HttpResponse response, int status, Action<Utf8JsonWriter> write)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        await using (var json = new Utf8JsonWriter(response.BodyWriter))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        await response.BodyWriter.FlushAsync();
    }
}
