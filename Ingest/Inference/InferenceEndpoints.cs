using System.Globalization;
using Shepherd.Ingest.Access;
using Shepherd.Ingest.Faults;
using Shepherd.Ingest.OpenApi;
using Shepherd.Ingest.Requests;
using Shepherd.Schemas;
using Shepherd.Schemas.Json;

namespace Shepherd.Ingest.Inference;

/// <summary><c>POST /v2/models/{model}[/versions/{version}]/infer</c>.</summary>
internal static class InferenceEndpoints
{
    // A content-length is a claim: room is made as bytes come.
    private const int FirstBytesMax = 64 * 1024;

    internal static void MapInference(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v2/models/{model}/infer", HandleAsync).DescribesInference();
        routes.MapPost("/v2/models/{model}/versions/{version}/infer", HandleAsync).DescribesInference();
    }

    private static async Task HandleAsync(HttpContext context, InferenceFront front, AsyncRequests requests, string model)
    {
        var caller = context.Caller();
        var use = front.Enter(caller);
        var isKept = false;
        try
        {
            if (BodyTypes.FindFault(context.Request.ContentType) is { } fault)
                throw new FaultException(FaultKind.UnsupportedMedia, fault);
            var body = await ReadBodyAsync(context.Request, context.RequestAborted);
            var (request, binary) = OipHttpCodec.Decode(body, ReadHeaderLength(context.Request));
            request = request with { Model = model, ModelVersion = context.GetRouteValue("version") as string ?? "" };
            var prepared = front.Prepare(request, caller, context.Request.Headers[HeaderNames.TimeoutMs]);
            if (Preferences.WantsAsync(context.Request))
            {
                var accepted = requests.Start(prepared, binary, caller, use);
                isKept = true;
                await RequestEndpoints.WriteAcceptedAsync(context.Response, accepted);
                return;
            }

            var result = await front.SendAsync(prepared, context.RequestAborted);
            await ResultResponses.WriteAsync(context.Response, request.Id.Length > 0 ? result with { Id = request.Id } : result, binary);
        }
        finally
        {
            if (!isKept)
                use.Dispose();
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var buffer = new MemoryStream((int)Math.Clamp(request.ContentLength ?? 0, 0, FirstBytesMax));
        await request.Body.CopyToAsync(buffer, cancellationToken);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static int? ReadHeaderLength(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(OipHttpCodec.HeaderLengthName, out var text))
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : throw new CodecException($"{OipHttpCodec.HeaderLengthName} is '{text}'; it is the length of the JSON in bytes");
    }
}
