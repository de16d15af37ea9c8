using System.Globalization;
using Shepherd.Ingest.Access;
using Shepherd.Ingest.Faults;
using Shepherd.Ingest.Inference;
using Shepherd.Ingest.OpenApi;

namespace Shepherd.Ingest.Requests;

/// <summary><c>GET</c> and <c>DELETE /v2/requests/{id}</c>.</summary>
internal static class RequestEndpoints
{
    private const string Path = "/v2/requests";

    internal static void MapRequests(this IEndpointRouteBuilder routes)
    {
        routes.MapGet($"{Path}/{{id}}", ReadAsync).DescribesAnswer();
        routes.MapDelete($"{Path}/{{id}}", Delete).DescribesDelete();
    }

    /// <summary>202: it is on its way, and where to ask for it.</summary>
    internal static Task WriteAcceptedAsync(HttpResponse response, AsyncRequest request)
    {
        response.Headers.Location = $"{Path}/{request.Id}";
        response.Headers[Preferences.Applied] = Preferences.Async;
        return WritePendingAsync(response, request);
    }

    private static async Task ReadAsync(HttpContext context, AsyncRequests requests, string id)
    {
        var request = requests.Find(id, context.Caller());
        context.Response.Headers.CacheControl = "no-store";
        await (request switch
        {
            { Result: { } result } => ResultResponses.WriteAsync(context.Response, result, request.Binary),
            { Fault: { } fault } => context.Response.WriteFaultAsync(fault),
            _ => WritePendingAsync(context.Response, request),
        });
    }

    private static IResult Delete(HttpContext context, AsyncRequests requests, string id)
    {
        requests.Delete(id, context.Caller());
        return Results.NoContent();
    }

    private static Task WritePendingAsync(HttpResponse response, AsyncRequest request)
    {
        response.Headers.RetryAfter = RequestLimits.PollPace.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return response.WriteObjectAsync(StatusCodes.Status202Accepted, json =>
        {
            json.WriteString("request_id", request.Id);
            if (request.CallerId.Length > 0)
                json.WriteString("id", request.CallerId);
            json.WriteString("model_name", request.Model);
            json.WriteString("status", request.Status);
        });
    }
}
