using System.Text.Json.Nodes;
using Shepherd.Ingest.Tests.Peers;

namespace Shepherd.Ingest.Tests.Grpc;

/// <summary>Requests that gRPC carries well and that are wrong.</summary>
public sealed class GrpcBadRequestTests(EchoFront front) : IClassFixture<EchoFront>
{
    private const int InvalidArgument = 3, NotFound = 5;

    [SkippableTheory]
    [InlineData("""{"model_name":"none","inputs":[]}""", NotFound, "none")]
    [InlineData("""{"model_name":"näh 50%","inputs":[]}""", NotFound, "'näh 50%'")]
    [InlineData("""{"model_name":"echo","inputs":[{"name":"x","datatype":"FP32","shape":[1,3],"contents":{"fp32_contents":[1]}}]}""", InvalidArgument, "needs 12 bytes")]
    [InlineData("""{"model_name":"echo","inputs":[{"name":"x","datatype":"FP99","shape":[1]}]}""", InvalidArgument, "FP99")]
    [InlineData("""{"model_name":"echo","inputs":[{"name":"x","datatype":"FP32","shape":[1]}]}""", InvalidArgument, "neither contents")]
    [InlineData("""{"model_name":"echo","inputs":[{"name":"x","datatype":"FP32","shape":[1],"contents":{"fp32_contents":[1]}}],"raw_input_contents":["AACAPw=="]}""", InvalidArgument, "one of the two")]
    [InlineData("""{"model_name":"echo","inputs":[],"raw_input_contents":["AACAPw=="]}""", InvalidArgument, "raw_input_contents has 1 entries for 0 inputs")]
    [InlineData("""{"model_name":"echo","inputs":[],"parameters":{"priority":{"int64_param":4}}}""", InvalidArgument, "priority")]
    public async Task ModelInfer_BadRequest_StatusAndMessageNameTheFault(string request, int code, string named)
    {
        await using var peer = GrpcPeer.Connect(front.Ingest.Grpc);

        var answer = await peer.CallAsync("ModelInfer", JsonNode.Parse(request)!);

        Assert.Equal(code, answer.Code);
        Assert.Contains(named, answer.Details, StringComparison.Ordinal);
        Assert.Empty(front.Ingest.Responder.Received);
    }
}
