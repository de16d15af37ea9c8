using Google.Protobuf;
using Shepherd.Ingest.Faults;
using Shepherd.Schemas;

namespace Shepherd.Ingest.Grpc;

/// <summary>Serves unary gRPC methods over Kestrel's HTTP/2.</summary>
internal sealed partial class UnaryMethods(IngestOptions options, TimeProvider clock, ILogger<UnaryMethods> logger)
{
    private const string Encoding = "grpc-encoding";
    private const string Identity = "identity";

    /// <summary>Maps one method.</summary>
    /// <param name="routes">Where.</param>
    /// <param name="service">Full name of the service.</param>
    /// <param name="method">Name of the method.</param>
    /// <param name="parser">Of its request.</param>
    /// <param name="handle">Answers it.</param>
    internal void Map<TRequest, TResponse>(IEndpointRouteBuilder routes, string service, string method, MessageParser<TRequest> parser, Func<GrpcCall, TRequest, Task<TResponse>> handle)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage =>
        routes.MapPost($"/{service}/{method}", (HttpContext http) => RunAsync(http, parser, handle)).ExcludeFromDescription();

    private async Task RunAsync<TRequest, TResponse>(HttpContext http, MessageParser<TRequest> parser, Func<GrpcCall, TRequest, Task<TResponse>> handle)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage
    {
        if (FindProtocolFault(http.Request) is { } refused)
        {
            await http.Response.WriteFaultAsync(refused);
            return;
        }

        TimeSpan? timeout;
        try
        {
            timeout = ReadTimeout(http.Request);
        }
        catch (FaultException exception)
        {
            GrpcAnswers.WriteFault(http.Response, exception.Fault, FaultResponses.Describe(exception.Fault));
            return;
        }

        using var deadline = new CancellationTokenSource(timeout ?? System.Threading.Timeout.InfiniteTimeSpan, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, deadline.Token);
        var call = new GrpcCall(http, timeout, either.Token);
        try
        {
            var request = await GrpcMessages.ReadAsync(http.Request.BodyReader, parser, options.BodyBytesMax, either.Token);
            var answer = await handle(call, request);
            await GrpcAnswers.WriteAsync(http.Response, answer, call.Trailers);
        }
        catch (Exception exception)
        {
            End(call, exception, deadline.IsCancellationRequested);
        }
    }

    private static TimeSpan? ReadTimeout(HttpRequest request)
    {
        if (request.Headers[Encoding].ToString() is { Length: > 0 } encoding && encoding != Identity)
            throw new FaultException(FaultKind.Unimplemented, $"messages compressed by {encoding} are not taken: send {Identity}");
        return GrpcTimeout.Read(request.Headers[GrpcTimeout.Header]);
    }

    private void End(GrpcCall call, Exception exception, bool isLate)
    {
        var http = call.Http;
        var fault = isLate && exception is OperationCanceledException
            ? new Fault(FaultKind.TimedOut, $"the call had {call.Timeout?.TotalMilliseconds:0.###} ms ({GrpcTimeout.Header}), and no outcome by then") { Outcome = Outcome.Expired }
            : FaultException.Find(exception, options.BodyBytesMax);
        if (fault is null)
        {
            LogFailed(http.Request.Path, exception);
            fault = new Fault(FaultKind.Internal, "this front failed; its log says why");
        }

        // Nobody is left to read it, or the answer was on its way: the stream is reset.
        if (http.RequestAborted.IsCancellationRequested || http.Response.HasStarted)
            http.Abort();
        else
            GrpcAnswers.WriteFault(http.Response, fault, [.. call.Trailers, .. FaultResponses.Describe(fault)]);
    }

    private static Fault? FindProtocolFault(HttpRequest request)
    {
        if (!HttpProtocol.IsHttp2(request.Protocol))
            return new Fault(FaultKind.Invalid, $"gRPC needs HTTP/2, and this came by {request.Protocol}: use the address of --grpc-urls");
        return request.IsGrpc() ? null : new Fault(FaultKind.UnsupportedMedia, $"content-type '{request.ContentType}' is not gRPC's: {GrpcAnswers.ContentType}");
    }

    [LoggerMessage(1, LogLevel.Error, "The call {Path} failed in this front")]
    private partial void LogFailed(string path, Exception exception);
}
