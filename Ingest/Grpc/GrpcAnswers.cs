using System.Globalization;
using Google.Protobuf;
using Shepherd.Ingest.Faults;

namespace Shepherd.Ingest.Grpc;

/// <summary>How calls end: a message and trailers, or a status alone.</summary>
internal static class GrpcAnswers
{
    internal const string ContentType = "application/grpc";

    private const string Status = "grpc-status";
    private const string Message = "grpc-message";
    private const string AcceptEncoding = "grpc-accept-encoding";

    /// <summary>When a client that retries by itself may do so, milliseconds; -1: not at all.</summary>
    private const string PushBack = "grpc-retry-pushback-ms";

    /// <summary>Whether somebody speaks gRPC, so that errors are told in its way.</summary>
    internal static bool IsGrpc(this HttpRequest request) =>
        request.ContentType is { } type && type.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) && (type.Length == ContentType.Length || type[ContentType.Length] is '+' or ';' or ' ');

    internal static async Task WriteAsync(HttpResponse response, IMessage message, IEnumerable<(string Name, string Value)> trailers)
    {
        response.ContentType = ContentType;
        response.Headers[AcceptEncoding] = "identity";
        GrpcMessages.Write(message, response.BodyWriter);
        await response.BodyWriter.FlushAsync();
        foreach (var (name, value) in trailers)
            response.AppendTrailer(name, value);
        response.AppendTrailer(Status, Number(GrpcStatus.Ok));
    }

    /// <summary>Ends a call without a message: the status goes in the headers, which are the trailers too.</summary>
    internal static void WriteFault(HttpResponse response, Fault fault, IEnumerable<(string Name, string Value)> trailers)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = ContentType;
        response.Headers[AcceptEncoding] = "identity";
        response.Headers[Status] = Number(fault.GrpcStatus);
        response.Headers[Message] = PercentText.Encode(fault.Message);
        if (fault.RetryAfter is { } wait)
            response.Headers[PushBack] = ((long)Math.Ceiling(wait.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in trailers)
            response.Headers[name] = value;
    }

    private static string Number(GrpcStatus status) => ((int)status).ToString(CultureInfo.InvariantCulture);
}
