using System.Buffers.Binary;
using System.Net;
using System.Text;
using System.Text.Json;
using Shepherd.Client;
using Shepherd.Schemas;

namespace Shepherd.Cli.Bench.Front;

/// <summary>The same request by the SDK, by REST and by gRPC. Each answer is checked.</summary>
internal sealed class FrontWays : IDisposable
{
    private const int TensorBytes = 1_000;
    private const string Model = Load.EchoRepository.Model;

    private readonly HttpClient _rest;
    private readonly HttpClient _grpc;
    private readonly InferenceClient _client;
    private readonly Tensor _input = new("x", TensorDatatype.UInt8, [1, TensorBytes], Enumerable.Range(0, TensorBytes).Select(i => (byte)i).ToArray());
    private readonly byte[] _json;
    private readonly byte[] _binaryHeader;
    private readonly byte[] _message;

    public FrontWays(InferenceClient client, Uri rest, Uri grpc)
    {
        _client = client;
        _rest = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue }) { BaseAddress = rest };
        _grpc = new HttpClient { BaseAddress = grpc };
        _json = JsonSerializer.SerializeToUtf8Bytes(new { inputs = new[] { new { name = "x", datatype = "UINT8", shape = new[] { 1, TensorBytes }, data = _input.Data.ToArray().Select(b => (int)b) } } });
        _binaryHeader = JsonSerializer.SerializeToUtf8Bytes(new
        {
            parameters = new { binary_data_output = true },
            inputs = new[] { new { name = "x", datatype = "UINT8", shape = new[] { 1, TensorBytes }, parameters = new { binary_data_size = TensorBytes } } },
        });
        _message = WriteMessage();
    }

    /// <summary>By name.</summary>
    public IReadOnlyList<(string Name, Func<CancellationToken, Task> Ask)> All =>
        [("SDK", AskSdkAsync), ("REST, JSON", AskJsonAsync), ("REST, raw bytes", AskBinaryAsync), ("gRPC, raw bytes", AskGrpcAsync)];

    public void Dispose()
    {
        _rest.Dispose();
        _grpc.Dispose();
    }

    private async Task AskSdkAsync(CancellationToken cancellationToken)
    {
        var result = await _client.InferAsync(Model, [_input], cancellationToken: cancellationToken);
        Check(result.Outcome == Outcome.Ok && result.Outputs[0].Data.Length == TensorBytes, result.Reason);
    }

    private async Task AskJsonAsync(CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(_json);
        content.Headers.TryAddWithoutValidation("content-type", "application/json");
        using var response = await _rest.PostAsync($"/v2/models/{Model}/infer", content, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        Check(response.IsSuccessStatusCode && body.Length > TensorBytes, Encoding.UTF8.GetString(body));
    }

    private async Task AskBinaryAsync(CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent([.. _binaryHeader, .. _input.Data.Span]);
        content.Headers.TryAddWithoutValidation("content-type", "application/octet-stream");
        content.Headers.Add("inference-header-content-length", $"{_binaryHeader.Length}");
        using var response = await _rest.PostAsync($"/v2/models/{Model}/infer", content, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        Check(response.IsSuccessStatusCode && body.AsSpan(^TensorBytes..).SequenceEqual(_input.Data.Span), Encoding.UTF8.GetString(body));
    }

    private async Task AskGrpcAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/inference.GRPCInferenceService/ModelInfer") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(_message) };
        request.Content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        request.Headers.TE.ParseAdd("trailers");
        using var response = await _grpc.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var isOk = response.TrailingHeaders.TryGetValues("grpc-status", out var status) && status.Single() == "0";
        Check(isOk && body.AsSpan().IndexOf(_input.Data.Span) > 0, string.Join(' ', response.Headers.NonValidated.Select(h => $"{h.Key}: {h.Value}")));
    }

    private static void Check(bool isRight, string why)
    {
        if (!isRight)
            throw new InferenceClientException($"a request was not answered: {why}");
    }

    /// <summary>ModelInferRequest: model_name 1, inputs 5 (name 1, datatype 2, shape 3), raw_input_contents 7; a gRPC prefix before it.</summary>
    private byte[] WriteMessage()
    {
        byte[] shape = [.. Varint(1), .. Varint(TensorBytes)];
        byte[] input = [.. Field(1, "x"u8), .. Field(2, "UINT8"u8), .. Field(3, shape)];
        byte[] message = [.. Field(1, Encoding.UTF8.GetBytes(Model)), .. Field(5, input), .. Field(7, _input.Data.Span)];
        var framed = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed, 5);
        return framed;
    }

    private static byte[] Field(int number, ReadOnlySpan<byte> bytes) => [(byte)((number << 3) | 2), .. Varint(bytes.Length), .. bytes];

    private static byte[] Varint(int value) => value < 128 ? [(byte)value] : [(byte)(value | 128), .. Varint(value >> 7)];
}
