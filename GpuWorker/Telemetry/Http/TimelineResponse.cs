using System.Text.Json;
using Shepherd.GpuWorker.Telemetry.Timelines;

namespace Shepherd.GpuWorker.Telemetry.Http;

/// <summary>Timelines as JSON, as <c>simulate --explain -o json</c> tells them: instants in milliseconds from the first event.</summary>
internal static class TimelineResponse
{
    private const double NsPerMs = 1e6;

    /// <summary>The ids that there are, newest first.</summary>
    public static Task WriteListAsync(HttpResponse response, RecentTimelines timelines) => JsonResponse.WriteAsync(response, StatusCodes.Status200OK, json =>
    {
        json.WriteStartArray();
        foreach (var timeline in timelines.All)
            json.WriteStringValue(timeline.Id);
        json.WriteEndArray();
    });

    public static Task WriteOneAsync(HttpResponse response, RecentTimelines timelines, string id)
    {
        if (timelines.Find(id) is { } timeline)
            return JsonResponse.WriteAsync(response, StatusCodes.Status200OK, json => Write(json, timeline));
        return JsonResponse.WriteAsync(response, StatusCodes.Status404NotFound, json =>
        {
            json.WriteStartObject();
            json.WriteString("error", $"this worker keeps no timeline of request '{id}': it keeps the last {RecentTimelines.KeptMax} whose header shepherd-trace is 1; './shepherd trace' looks in the decision log");
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, Timeline timeline)
    {
        json.WriteStartObject();
        json.WriteString("request", timeline.Id);
        json.WriteString("model", timeline.Model);
        json.WriteString("taken_at", DateTimeOffset.UnixEpoch.AddTicks(timeline.TakenNs / TimeSpan.NanosecondsPerTick));
        json.WriteStartArray("events");
        foreach (var told in timeline.Events)
        {
            json.WriteStartObject();
            json.WriteNumber("at_ms", Math.Round((told.AtNs - timeline.TakenNs) / NsPerMs, 3));
            json.WriteString("what", told.What);
            json.WriteString("detail", told.Detail);
            if (told.Lane >= 0)
                json.WriteNumber("lane", told.Lane);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
