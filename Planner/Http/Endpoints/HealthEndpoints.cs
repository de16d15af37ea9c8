using System.Text.Json;
using Shepherd.Hosting.Prometheus;
using Shepherd.Planner.Operations;
using Shepherd.Planner.Operations.Facts;

namespace Shepherd.Planner.Http.Endpoints;

/// <summary>Health as Kubernetes asks for it, and metrics as Prometheus does.</summary>
internal sealed class HealthEndpoints(PlannerOptions options, IClusterFacts cluster, ILeadership leadership, PlannerMetrics metrics)
{
    public const string Path = "/health";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet($"{Path}/live", () => new Dictionary<string, bool> { ["live"] = true }).WithTags("health");
        routes.MapGet(Path, HealthAsync).WithTags("health");
        routes.MapGet($"{Path}/ready", HealthAsync).WithTags("health");
        routes.MapGet("/metrics", MetricsAsync).WithTags("health");
    }

    /// <summary>Ready means that it reads the control topics: one that follows is ready too, it only takes no commands.</summary>
    private async Task<IResult> HealthAsync(CancellationToken stop)
    {
        var facts = await cluster.LookAsync(stop);
        var isReady = facts.Missing.Length == 0;
        var state = isReady ? leadership.IsLeading ? "leading" : "following" : "starting";
        var body = new HealthReply(options.Name, state, isReady, isReady ? [] : [facts.Missing], leadership.Leader, facts.Plan?.Epoch.ToString() ?? "", facts.Workers.Count);
        return TypedResults.Json(body, (JsonSerializerOptions?)null, statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private async Task MetricsAsync(HttpContext context)
    {
        metrics.Look(await cluster.LookAsync(context.RequestAborted));
        context.Response.ContentType = PrometheusText.ContentType;
        await context.Response.WriteAsync(metrics.WriteText(), context.RequestAborted);
    }

    private sealed record HealthReply(string Planner, string State, bool Ready, IReadOnlyList<string> Reasons, string Leader, string Epoch, int Workers);
}
