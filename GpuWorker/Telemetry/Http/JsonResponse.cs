using System.Text.Encodings.Web;
using System.Text.Json;

namespace Shepherd.GpuWorker.Telemetry.Http;

/// <summary>JSON bodies.</summary>
internal static class JsonResponse
{
    // Read by people with curl: letters stay letters. Nothing of it stands in a page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(HttpResponse response, int status, Action<Utf8JsonWriter> write)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        await using (var json = new Utf8JsonWriter(response.BodyWriter, Options))
            write(json);
        await response.BodyWriter.FlushAsync();
    }
}
