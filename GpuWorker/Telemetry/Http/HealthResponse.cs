using System.Text.Json;
using Shepherd.GpuWorker.Telemetry.Health;

namespace Shepherd.GpuWorker.Telemetry.Http;

/// <summary>Health as Kubernetes asks for it: 200 for yes, 503 for no, and JSON that says why.</summary>
internal static class HealthResponse
{
    public static Task WriteLiveAsync(HttpResponse response, HealthFacts facts)
    {
        var report = HealthReport.Of(facts);
        return WriteAsync(response, report.IsLive, json => WriteReport(json, report));
    }

    public static Task WriteReadyAsync(HttpResponse response, HealthFacts facts)
    {
        var report = HealthReport.Of(facts);
        return WriteAsync(response, report.IsReady, json => WriteReport(json, report));
    }

    /// <summary>Everything, 200 where the worker is ready: for people, and for probes that know one path only.</summary>
    public static Task WriteAllAsync(HttpResponse response, string worker, HealthFacts facts)
    {
        var report = HealthReport.Of(facts);
        return WriteAsync(response, report.IsReady, json =>
        {
            json.WriteString("worker", worker);
            WriteReport(json, report);
            WriteFacts(json, facts);
        });
    }

    private static void WriteReport(Utf8JsonWriter json, HealthReport report)
    {
        json.WriteString("state", report.State.ToString().ToLowerInvariant());
        json.WriteBoolean("live", report.IsLive);
        json.WriteBoolean("ready", report.IsReady);
        json.WriteStartArray("reasons");
        foreach (var reason in report.Reasons)
            json.WriteStringValue(reason);
        json.WriteEndArray();
    }

    private static void WriteFacts(Utf8JsonWriter json, HealthFacts facts)
    {
        json.WriteString("epoch", facts.Epoch.ToString());
        json.WriteStartObject("partitions");
        foreach (var owned in facts.Owned)
        {
            json.WriteStartArray(owned.Group);
            foreach (var partition in owned.Partitions)
                json.WriteNumberValue(partition);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteStartArray("warm_models");
        foreach (var model in facts.WarmModels)
            json.WriteStringValue(model);
        json.WriteEndArray();
        json.WriteStartObject("refused_models");
        foreach (var refused in facts.Refused)
            json.WriteString(refused.Name, refused.Reason);
        json.WriteEndObject();
        json.WriteBoolean("broker_reachable", facts.BrokerAge <= HealthReport.BrokerAgeMax);
        WriteMs(json, "broker_age_ms", facts.BrokerAge);
        WriteMs(json, "poll_age_ms", facts.PollAge);
        WriteMs(json, "driver_step_age_ms", facts.StepAge);
        WriteMs(json, "decision_age_ms", facts.DecisionAge);
        WriteMs(json, "oldest_slack_ms", facts.OldestSlack);
        json.WriteNumber("in_flight", facts.InFlight);
    }

    private static void WriteMs(Utf8JsonWriter json, string name, TimeSpan? span)
    {
        if (span is { } known)
            json.WriteNumber(name, Math.Round(known.TotalMilliseconds, 3));
        else
            json.WriteNull(name);
    }

    private static Task WriteAsync(HttpResponse response, bool isYes, Action<Utf8JsonWriter> write) =>
        JsonResponse.WriteAsync(response, isYes ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, json =>
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        });
}
