using System.Reflection;
using Shepherd.Client.Cluster;
using Shepherd.Ingest.Inference;

namespace Shepherd.Ingest.Health;

/// <summary><c>GET /v2</c> and <c>GET /v2/health/live|ready</c>.</summary>
internal static class HealthEndpoints
{
    private static readonly string Version =
        typeof(HealthEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    internal static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v2", DescribeAsync);
        routes.MapGet("/v2/health/live", (HttpContext context) =>
            context.Response.WriteObjectAsync(StatusCodes.Status200OK, json => json.WriteBoolean("live", true)));
        routes.MapGet("/v2/health/ready", IsReadyAsync);
    }

    private static Task DescribeAsync(HttpContext context) => context.Response.WriteObjectAsync(StatusCodes.Status200OK, json =>
    {
        json.WriteString("name", "shepherd");
        json.WriteString("version", Version);
        json.WriteStartArray("extensions");
        json.WriteStringValue("binary_tensor_data");
        json.WriteEndArray();
    });

    /// <summary>Ready means that work flows: connected, and every request partition is consumed by a live worker.</summary>
    private static async Task IsReadyAsync(HttpContext context, ClientConnection connection, ClusterReader cluster)
    {
        var status = await cluster.GetStatusAsync(context.RequestAborted);
        var fault = connection.Client is null ? "not connected to Kafka yet" : status.Reason;
        await context.Response.WriteObjectAsync(fault.Length == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, json =>
        {
            json.WriteBoolean("ready", fault.Length == 0);
            if (fault.Length > 0)
                json.WriteString("error", fault);
        });
    }
}
