using System.Globalization;
using Shepherd.Client;
using Shepherd.Schemas;
using Shepherd.Schemas.Json;

namespace Shepherd.Ingest.Inference;

/// <summary><c>POST /v2/models/{model}[/versions/{version}]/infer</c>.</summary>
internal static class InferenceEndpoints
{
    internal static void MapInference(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v2/models/{model}/infer", HandleAsync);
        routes.MapPost("/v2/models/{model}/versions/{version}/infer", HandleAsync);
    }

    private static async Task HandleAsync(HttpContext context, ClientConnection connection, IngestOptions options)
    {
        try
        {
            await InferAsync(context, connection, options);
        }
        catch (CodecException exception)
        {
            await WriteOutcomeAsync(context.Response, new InferenceResult("", "", Outcome.Invalid) { Reason = exception.Message });
        }
        catch (BadHttpRequestException exception)
        {
            await context.Response.WriteErrorAsync(exception.StatusCode, $"{exception.Message} (limit: {options.BodyBytesMax} bytes)");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to read it; the status shows in access logs.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (TimeoutException exception)
        {
            await context.Response.WriteErrorAsync(StatusCodes.Status504GatewayTimeout, exception.Message);
        }
        catch (Exception exception) when (exception is InferenceClientException or ObjectDisposedException)
        {
            await context.Response.WriteErrorAsync(StatusCodes.Status503ServiceUnavailable, exception.Message);
        }
    }

    private static async Task InferAsync(HttpContext context, ClientConnection connection, IngestOptions options)
    {
        if (connection.Client is not { } client)
        {
            await context.Response.WriteErrorAsync(StatusCodes.Status503ServiceUnavailable, "not connected to Kafka yet: try again shortly");
            return;
        }

        if (BodyTypes.FindFault(context.Request.ContentType) is { } fault)
        {
            await context.Response.WriteErrorAsync(StatusCodes.Status415UnsupportedMediaType, fault);
            return;
        }

        var body = await ReadBodyAsync(context.Request, options.BodyBytesMax, context.RequestAborted);
        var (request, binary) = OipHttpCodec.Decode(body, ReadHeaderLength(context.Request));
        foreach (var input in request.Inputs)
        {
            if (input.FindFault() is { } inputFault)
                throw new CodecException(inputFault);
        }

        var infer = RequestParameters.Read(request.Parameters, context.Request.Headers[HeaderNames.TimeoutMs]) with
        {
            Grace = options.Grace,
            ModelVersion = context.GetRouteValue("version") as string,
            Outputs = request.Outputs,
            // The caller's id need not be unique, a request id must be.
            CorrelationId = request.Id.Length > 0 ? request.Id : null,
        };
        var result = await client.InferAsync((string)context.GetRouteValue("model")!, request.Inputs, infer, context.RequestAborted);
        if (request.Id.Length > 0)
            result = result with { Id = request.Id };
        await (result.Outcome == Outcome.Ok ? WriteResultAsync(context.Response, result, binary) : WriteOutcomeAsync(context.Response, result));
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request, int bytesMax, CancellationToken cancellationToken)
    {
        var buffer = new MemoryStream((int)Math.Clamp(request.ContentLength ?? 0, 0, bytesMax));
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

    private static async Task WriteResultAsync(HttpResponse response, InferenceResult result, OipBinaryOutputs binary)
    {
        using var body = new PooledBufferWriter();
        var headerLength = OipHttpCodec.Encode(result, binary, body);
        WriteHeaders(response, result);
        response.ContentType = headerLength is null ? ContentTypes.Json : OipHttpCodec.BinaryContentType;
        if (headerLength is { } length)
            response.Headers[OipHttpCodec.HeaderLengthName] = length.ToString(CultureInfo.InvariantCulture);
        response.ContentLength = body.WrittenCount;
        await response.BodyWriter.WriteAsync(body.WrittenMemory);
    }

    private static Task WriteOutcomeAsync(HttpResponse response, InferenceResult result)
    {
        WriteHeaders(response, result);
        return response.WriteErrorAsync(OutcomeStatus.Of(result.Outcome), result.Reason.Length > 0 ? result.Reason : result.Outcome.WireName());
    }

    private static void WriteHeaders(HttpResponse response, InferenceResult result)
    {
        response.Headers[HeaderNames.Status] = result.Outcome.WireName();
        response.Headers[HeaderNames.Attempts] = result.Attempts.ToString(CultureInfo.InvariantCulture);
        if (result.Worker.Length > 0)
            response.Headers[HeaderNames.Worker] = result.Worker;
    }
}
