using Shepherd.Ingest.OpenApi;

namespace Shepherd.Ingest.Health;

/// <summary><c>GET /v2</c> and <c>GET /v2/health/live|ready</c>.</summary>
internal static class HealthEndpoints
{
    internal const string Root = "/v2";
    internal const string Path = "/v2/health";

    internal static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Root, (Delegate)DescribeAsync).Describes<ServerMetadata>("What serves here, and which extensions of the protocol");
        routes.MapGet($"{Path}/live", (Delegate)SayLiveAsync).Describes<Liveness>("Whether this front takes calls");
        routes.MapGet($"{Path}/ready", IsReadyAsync).Describes<Readiness>("Whether work flows: every request partition is consumed by a live worker", StatusCodes.Status503ServiceUnavailable);
    }

    private static Task SayLiveAsync(HttpContext context) => context.Response.WriteObjectAsync(StatusCodes.Status200OK, json => json.WriteBoolean("live", true));

    private static Task DescribeAsync(HttpContext context) => context.Response.WriteObjectAsync(StatusCodes.Status200OK, json =>
    {
        json.WriteString("name", ServerFacts.Name);
        json.WriteString("version", ServerFacts.Version);
        json.WriteStartArray("extensions");
        foreach (var extension in ServerFacts.Extensions)
            json.WriteStringValue(extension);
        json.WriteEndArray();
    });

    private static async Task IsReadyAsync(HttpContext context, ServerFacts server)
    {
        var fault = await server.FindFaultAsync(context.RequestAborted);
        await context.Response.WriteObjectAsync(fault is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, json =>
        {
            json.WriteBoolean("ready", fault is null);
            if (fault is not null)
                json.WriteString("error", fault);
        });
    }
}
