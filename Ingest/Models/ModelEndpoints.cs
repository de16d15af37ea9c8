using System.Text.Json;
using Shepherd.Client.Cluster;
using Shepherd.Ingest.Inference;
using Shepherd.Ingest.OpenApi;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Ingest.Models;

/// <summary><c>GET /v2/models</c> and <c>GET /v2/models/{model}[/versions/{version}][/ready]</c>.</summary>
internal static class ModelEndpoints
{
    internal static void MapModels(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v2/models", ListAsync).Describes<ModelList>("Models that are served right now");
        foreach (var model in (string[])["/v2/models/{model}", "/v2/models/{model}/versions/{version}"])
        {
            routes.MapGet(model, DescribeAsync).Describes<ModelMetadata>("Inputs and outputs of a model", StatusCodes.Status404NotFound, StatusCodes.Status503ServiceUnavailable);
            routes.MapGet($"{model}/ready", IsReadyAsync).Describes<ModelReadiness>("Whether requests for a model are taken", StatusCodes.Status404NotFound, StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static Task ListAsync(HttpContext context, InferenceFront front)
    {
        var models = front.Client.Models;
        return context.Response.WriteObjectAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("models");
            foreach (var entry in models.Values)
            {
                json.WriteStartObject();
                json.WriteString("name", entry.Model);
                json.WriteString("version", entry.Version);
                json.WriteNumber("slo_ms", entry.SloMs);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static Task DescribeAsync(HttpContext context, InferenceFront front, string model)
    {
        var entry = ModelCatalog.Find(front.Client, model, context.GetRouteValue("version") as string);
        return context.Response.WriteObjectAsync(StatusCodes.Status200OK, json => Write(json, entry));
    }

    private static async Task IsReadyAsync(HttpContext context, InferenceFront front, ClusterReader cluster, string model)
    {
        var entry = ModelCatalog.Find(front.Client, model, context.GetRouteValue("version") as string);
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
