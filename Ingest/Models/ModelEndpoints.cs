using System.Text.Json;
using Shepherd.Client.Cluster;
using Shepherd.Ingest.Inference;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Ingest.Models;

/// <summary><c>GET /v2/models/{model}[/versions/{version}][/ready]</c>.</summary>
internal static class ModelEndpoints
{
    internal static void MapModels(this IEndpointRouteBuilder routes)
    {
        foreach (var model in (string[])["/v2/models/{model}", "/v2/models/{model}/versions/{version}"])
        {
            routes.MapGet(model, DescribeAsync);
            routes.MapGet($"{model}/ready", IsReadyAsync);
        }
    }

    private static Task DescribeAsync(HttpContext context, ClientConnection connection)
    {
        if (connection.Client is not { } client)
            return WriteNotConnectedAsync(context);
        return Find(context, client.Models) is { } entry
            ? context.Response.WriteObjectAsync(StatusCodes.Status200OK, json => Write(json, entry))
            : WriteNotFoundAsync(context);
    }

    private static async Task IsReadyAsync(HttpContext context, ClientConnection connection, ClusterReader cluster)
    {
        if (connection.Client is not { } client)
        {
            await WriteNotConnectedAsync(context);
            return;
        }

        if (Find(context, client.Models) is not { } entry)
        {
            await WriteNotFoundAsync(context);
            return;
        }

        var status = await cluster.GetStatusAsync(context.RequestAborted);
        var ready = status.IsModelReady(entry.Model);
        await context.Response.WriteObjectAsync(ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, json =>
        {
            json.WriteString("name", entry.Model);
            json.WriteBoolean("ready", ready);
            if (!ready)
                json.WriteString("error", status.Reason);
        });
    }

    private static CatalogEntry? Find(HttpContext context, IReadOnlyDictionary<string, CatalogEntry> models) =>
        models.GetValueOrDefault((string)context.GetRouteValue("model")!) is { } entry
        && (context.GetRouteValue("version") is not string version || version == entry.Version)
            ? entry
            : null;

    private static Task WriteNotConnectedAsync(HttpContext context) =>
        context.Response.WriteErrorAsync(StatusCodes.Status503ServiceUnavailable, "not connected to Kafka yet: try again shortly");

    private static Task WriteNotFoundAsync(HttpContext context)
    {
        var version = context.GetRouteValue("version") is string asked ? $" version '{asked}'" : "";
        return context.Response.WriteErrorAsync(StatusCodes.Status404NotFound, $"no model '{context.GetRouteValue("model")}'{version} in the catalog");
    }

    private static void Write(Utf8JsonWriter json, CatalogEntry entry)
    {
        json.WriteString("name", entry.Model);
        json.WriteStartArray("versions");
        json.WriteStringValue(entry.Version);
        json.WriteEndArray();
        json.WriteString("platform", entry.Runtime);
        Write(json, "inputs", entry.Inputs);
        Write(json, "outputs", entry.Outputs);
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<TensorSpec> tensors)
    {
        json.WriteStartArray(name);
        foreach (var tensor in tensors)
        {
            json.WriteStartObject();
            json.WriteString("name", tensor.Name);
            json.WriteString("datatype", tensor.Datatype.WireName());
            json.WriteStartArray("shape");
            foreach (var extent in tensor.Shape)
                json.WriteNumberValue(extent);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
