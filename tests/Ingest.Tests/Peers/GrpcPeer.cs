using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shepherd.Tests.Shared;

namespace Shepherd.Ingest.Tests.Peers;

/// <summary>npm's <c>@grpc/grpc-js</c> on one channel.</summary>
internal sealed class GrpcPeer : NodePeer
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<GrpcAnswer>> _calls = new();
    private readonly Lock _gate = new();
    private readonly Task _reading;
    private int _last;

    private GrpcPeer(string address, object options)
        : base("grpc-peer.js", [Path.Combine(Root, "Ingest", "Grpc", "Protocol", "open_inference.proto"), address, JsonSerializer.Serialize(options)]) => _reading = ReadAsync();

    /// <param name="address">host:port.</param>
    /// <param name="options"><c>channel</c>: options of the channel; <c>ca</c>: file of the authority, for TLS.</param>
    internal static GrpcPeer Connect(string address, object? options = null)
    {
        Require("@grpc/grpc-js");
        return new GrpcPeer(address, options ?? new { });
    }

    /// <summary>Starts a call; its number cancels it.</summary>
    internal async Task<(int Number, Task<GrpcAnswer> Answer)> BeginAsync(string method, object request, int? deadlineMs = null, object? metadata = null)
    {
        var number = Interlocked.Increment(ref _last);
        var answer = _calls.GetOrAdd(number, _ => new TaskCompletionSource<GrpcAnswer>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        await WriteLineAsync(JsonSerializer.Serialize(new { number, method, request, deadline_ms = deadlineMs, metadata }));
        return (number, answer.WaitAsync(Eventually.Patience));
    }

    internal async Task<GrpcAnswer> CallAsync(string method, object request, int? deadlineMs = null, object? metadata = null) =>
        await (await BeginAsync(method, request, deadlineMs, metadata)).Answer;

    internal Task CancelAsync(int number) => WriteLineAsync($$"""{"cancel":{{number}}}""");

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var json = JsonNode.Parse(await ReadLineAsync())!.AsObject();
                _calls[(int)json["number"]!].TrySetResult(new GrpcAnswer((int)json["code"]!, (string?)json["details"] ?? "", json["trailers"]?.AsObject() ?? [], json["response"]?.AsObject()));
            }
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException or ObjectDisposedException or JsonException)
        {
            foreach (var call in _calls.Values)
                call.TrySetException(e);
        }
    }
}

/// <summary>How a call ended.</summary>
/// <param name="Code">grpc-status.</param>
/// <param name="Details">grpc-message.</param>
/// <param name="Trailers">The rest of the trailers.</param>
/// <param name="Response">The message; null: there was none.</param>
internal sealed record GrpcAnswer(int Code, string Details, JsonObject Trailers, JsonObject? Response);
