using Microsoft.OpenApi;
using Shepherd.Schemas.Json;

namespace Shepherd.Ingest.OpenApi;

/// <summary>What the OpenAPI document says of each endpoint: they write their answers themselves, so that their types do not show.</summary>
internal static class Descriptions
{
    private const string Json = "application/json";

    /// <summary>Every call may meet these.</summary>
    private static readonly int[] Always = [StatusCodes.Status401Unauthorized];

    private static readonly int[] OfOutcomes =
    [
        StatusCodes.Status400BadRequest, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status499ClientClosedRequest,
        StatusCodes.Status429TooManyRequests, StatusCodes.Status500InternalServerError, StatusCodes.Status503ServiceUnavailable, StatusCodes.Status504GatewayTimeout,
    ];

    private static readonly int[] OfBodies = [StatusCodes.Status408RequestTimeout, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType];

    internal static RouteHandlerBuilder Describes<T>(this RouteHandlerBuilder endpoint, string summary, params int[] errors) =>
        endpoint.WithSummary(summary).Produces<T>(StatusCodes.Status200OK, Json).Fails([.. Always, .. errors]);

    internal static RouteHandlerBuilder DescribesInference(this RouteHandlerBuilder endpoint) => endpoint
        .WithSummary("Sends a request and waits for its outcome; with prefer: respond-async it does not wait")
        .Takes<InferenceRequestBody>(Json, OipHttpCodec.BinaryContentType)
        .Produces<InferenceResponseBody>(StatusCodes.Status200OK, Json, OipHttpCodec.BinaryContentType)
        .Produces<PendingRequest>(StatusCodes.Status202Accepted, Json)
        .Fails([.. Always, .. OfOutcomes, .. OfBodies]);

    internal static RouteHandlerBuilder DescribesAnswer(this RouteHandlerBuilder endpoint) => endpoint
        .WithSummary("The answer of an asynchronous request; 202 while it is pending")
        .Produces<InferenceResponseBody>(StatusCodes.Status200OK, Json, OipHttpCodec.BinaryContentType)
        .Produces<PendingRequest>(StatusCodes.Status202Accepted, Json)
        .Fails([.. Always, .. OfOutcomes, StatusCodes.Status410Gone]);

    internal static RouteHandlerBuilder DescribesDelete(this RouteHandlerBuilder endpoint) => endpoint
        .WithSummary("Withdraws an asynchronous request, or forgets its answer")
        .Produces(StatusCodes.Status204NoContent)
        .Fails([.. Always, StatusCodes.Status404NotFound, StatusCodes.Status410Gone]);

    internal static RouteHandlerBuilder DescribesEvents(this RouteHandlerBuilder endpoint) => endpoint
        .WithSummary("Answers of the caller's asynchronous requests as server-sent events, from now on or after last-event-id")
        .Produces<string>(StatusCodes.Status200OK, "text/event-stream")
        .Fails([.. Always, StatusCodes.Status400BadRequest, StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests]);

    /// <summary>Says what a body is, and leaves it to the endpoint to refuse others: it says why.</summary>
    private static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder endpoint, params string[] contentTypes) => endpoint.AddOpenApiOperationTransformer(async (operation, context, cancellationToken) =>
    {
        var schema = await context.GetOrCreateSchemaAsync(typeof(T), cancellationToken: cancellationToken);
        operation.RequestBody = new OpenApiRequestBody { Required = true, Content = contentTypes.ToDictionary(t => t, _ => new OpenApiMediaType { Schema = schema }) };
    });

    private static RouteHandlerBuilder Fails(this RouteHandlerBuilder endpoint, int[] statuses)
    {
        foreach (var status in statuses)
            endpoint.Produces<ErrorBody>(status, Json);
        return endpoint;
    }
}
