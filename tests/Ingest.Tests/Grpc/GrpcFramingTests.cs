using Shepherd.Ingest.Tests.Peers;

namespace Shepherd.Ingest.Tests.Grpc;

/// <summary>Bytes that no gRPC library would send, sent by curl.</summary>
public sealed class GrpcFramingTests(EchoFront front) : IClassFixture<EchoFront>
{
    [SkippableTheory]
    [InlineData("", "3", "no message")]
    [InlineData("000000", "3", "cut off")]
    [InlineData("0000000064010203", "3", "says 100 bytes, 3 came")]
    [InlineData("0100000000", "12", "compressed")]
    [InlineData("007FFFFFFF", "8", "over the limit")]
    [InlineData("00000000000000000000", "12", "one message")]
    [InlineData("0000000003FFFFFF", "3", "ModelInferRequest")]
    public async Task ModelInfer_BadFraming_StatusSaysWhatIsWrong(string body, string status, string said)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, Convert.FromHexString(body));

        var answer = await PostAsync(front.Ingest, "ModelInfer", "application/grpc", file);
        File.Delete(file);

        Assert.Equal((200, status, "identity"), (answer.Status, answer.Header("grpc-status"), answer.Header("grpc-accept-encoding")));
        Assert.Contains(said, Uri.UnescapeDataString(answer.Header("grpc-message")), StringComparison.Ordinal);
        Assert.Empty(front.Ingest.Responder.Received);
    }

    [SkippableFact]
    public async Task Call_UnknownMethod_Unimplemented()
    {
        var answer = await PostAsync(front.Ingest, "RepositoryIndex", "application/grpc", "/dev/null");

        Assert.Equal((200, "12"), (answer.Status, answer.Header("grpc-status")));
        Assert.Contains("RepositoryIndex", answer.Header("grpc-message"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Call_AnotherContentType_415()
    {
        var answer = await PostAsync(front.Ingest, "ModelInfer", "application/json", "/dev/null");

        Assert.Equal(415, answer.Status);
        Assert.Contains("application/grpc", answer.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Call_OverHttp1_400NamesTheOption()
    {
        var answer = await Curl.RunAsync(front.Ingest.Url("/inference.GRPCInferenceService/ServerLive"), "-X", "POST", "-H", "content-type: application/grpc");

        Assert.Equal(400, answer.Status);
        Assert.Contains("--grpc-urls", answer.Error, StringComparison.Ordinal);
    }

    private static Task<CurlAnswer> PostAsync(IngestHarness ingest, string method, string contentType, string file) => Curl.RunAsync(
        $"http://{ingest.Grpc}/inference.GRPCInferenceService/{method}", "--http2-prior-knowledge", "-H", $"content-type: {contentType}", "-H", "te: trailers", "--data-binary", $"@{file}");
}
