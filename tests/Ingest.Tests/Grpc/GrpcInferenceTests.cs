using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Shepherd.Ingest.Tests.Peers;
using Shepherd.Schemas;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Ingest.Tests.Grpc;

/// <summary>gRPC as npm's <c>@grpc/grpc-js</c> speaks it.</summary>
public sealed class GrpcInferenceTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const int Ok = 0, Cancelled = 1, DeadlineExceeded = 4, NotFound = 5, ResourceExhausted = 8, Unimplemented = 12;

    private static readonly object Input = new { name = "x", datatype = "FP32", shape = new[] { 1, 2 }, contents = new { fp32_contents = new[] { 1.5, -2 } } };

    private static readonly object Request = new { model_name = "echo", id = "mine", inputs = new[] { Input } };

    private static readonly string Raw = Convert.ToBase64String(MemoryMarshal.AsBytes<float>([1.5f, -2f]));

    [SkippableFact]
    public async Task ModelInfer_TypedContents_OutputsIdAndTrailersComeBack()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);
        await using var peer = GrpcPeer.Connect(ingest.Grpc);

        var answer = await peer.CallAsync("ModelInfer", Request);

        Assert.Equal(Ok, answer.Code);
        Assert.Equal(("mine", "echo", "1"), ((string?)answer.Response!["id"], (string?)answer.Response["model_name"], (string?)answer.Response["model_version"]));
        Assert.Equal(Raw, (string?)answer.Response["raw_output_contents"]![0]);
        Assert.Equal("FP32", (string?)answer.Response["outputs"]![0]!["datatype"]);
        Assert.Equal(("OK", "1", "responder"), ((string?)answer.Trailers["shepherd-status"], (string?)answer.Trailers["shepherd-attempts"], (string?)answer.Trailers["shepherd-worker"]));
    }

    [SkippableFact]
    public async Task ModelInfer_RawContentsAndParameters_ReachTheWorker()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);
        await using var peer = GrpcPeer.Connect(ingest.Grpc);

        var answer = await peer.CallAsync("ModelInfer", new
        {
            model_name = "echo",
            model_version = "1",
            inputs = new[] { new { name = "x", datatype = "FP32", shape = new[] { 1, 2 } } },
            raw_input_contents = new[] { Raw },
            parameters = new { priority = new { int64_param = 2 }, tenant = new { string_param = "acme" }, timeout_ms = new { double_param = 20_000 }, free = new { bool_param = true } },
        });

        Assert.Equal((Ok, Raw), (answer.Code, (string?)answer.Response!["raw_output_contents"]![0]));
        var request = Assert.Single(ingest.Responder.Received);
        Assert.Equal(("2", "acme", "1"), (request.Header(HeaderNames.Priority), request.Header(HeaderNames.Tenant), request.Value.ModelVersion));
        Assert.Equal(["free"], request.Value.Parameters.Keys);
        Assert.Equal(TimeSpan.FromSeconds(20), Timeout(request));
    }

    [SkippableFact]
    public async Task ModelInfer_DeadlinePasses_DeadlineExceededAndTheFrontLetsGo()
    {
        await using var ingest = await StartWithOnePlaceAsync();
        await using var peer = GrpcPeer.Connect(ingest.Grpc);

        // Nobody answers: long enough that the call arrives on any machine before it passes.
        const int deadlineMs = 3_000;
        var answer = await peer.CallAsync("ModelInfer", Request, deadlineMs);

        Assert.Equal(DeadlineExceeded, answer.Code);
        var request = Assert.Single(ingest.Responder.Received);
        Assert.InRange(Timeout(request), TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(deadlineMs));
        Assert.Equal(Ok, (await peer.CallAsync("ModelInfer", Answered())).Code);
    }

    [SkippableFact]
    public async Task ModelInfer_Cancelled_TheFrontLetsGo()
    {
        await using var ingest = await StartWithOnePlaceAsync();
        await using var peer = GrpcPeer.Connect(ingest.Grpc);
        var (number, call) = await peer.BeginAsync("ModelInfer", Request);
        await Eventually.BecomesTrueAsync(() => ingest.Responder.Received.Count == 1, "the request arrives");

        await peer.CancelAsync(number);

        Assert.Equal(Cancelled, (await call).Code);
        Assert.Equal(Ok, (await peer.CallAsync("ModelInfer", Answered())).Code);
    }

    [SkippableFact]
    public async Task ModelInfer_HundredCallsOnOneConnection_AreUnderWayTogether()
    {
        const int Calls = 100;
        var held = new ConcurrentQueue<ReceivedRequest>();
        await using var ingest = await IngestHarness.StartAsync(kafka, request =>
        {
            held.Enqueue(request);
            return [];
        });
        await using var peer = GrpcPeer.Connect(ingest.Grpc);
        var calls = new List<Task<GrpcAnswer>>();
        for (var i = 0; i < Calls; i++)
            calls.Add((await peer.BeginAsync("ModelInfer", new { model_name = "echo", id = $"{i}", inputs = new[] { Input } })).Answer);

        // None is answered before all have come.
        await Eventually.BecomesTrueAsync(() => held.Count == Calls, "all requests are under way");
        foreach (var request in held)
            ingest.Responder.Publish(request, Responder.Echo(request).Single());

        var answers = await Task.WhenAll(calls);
        Assert.All(answers, a => Assert.Equal(Ok, a.Code));
        Assert.Equal(Enumerable.Range(0, Calls).Select(i => $"{i}"), answers.Select(a => (string?)a.Response!["id"]));
    }

    [SkippableFact]
    public async Task ModelInfer_Compressed_Unimplemented()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);
        await using var peer = GrpcPeer.Connect(ingest.Grpc, new { channel = new Dictionary<string, object> { ["grpc.default_compression_algorithm"] = 2 } });

        var answer = await peer.CallAsync("ModelInfer", Request);

        Assert.Equal(Unimplemented, answer.Code);
        Assert.Contains("gzip", answer.Details, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task ModelInfer_MessageOverTheLimit_ResourceExhausted()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo, options => options with { BodyBytesMax = 100 });
        await using var peer = GrpcPeer.Connect(ingest.Grpc);

        var answer = await peer.CallAsync("ModelInfer", new { model_name = "echo", id = new string('x', 200) });

        Assert.Equal(ResourceExhausted, answer.Code);
        Assert.Contains("limit of 100", answer.Details, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Server_Asked_LiveReadyAndMetadata()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo, options => options with { WorkerTtl = Eventually.Patience });
        await using var peer = GrpcPeer.Connect(ingest.Grpc);

        Assert.True((bool?)(await peer.CallAsync("ServerLive", new { })).Response!["live"]);
        Assert.False((bool?)(await peer.CallAsync("ServerReady", new { })).Response!["ready"]);
        Assert.False((bool?)(await peer.CallAsync("ModelReady", new { name = "echo" })).Response!["ready"]);
        Assert.Equal("shepherd", (string?)(await peer.CallAsync("ServerMetadata", new { })).Response!["name"]);

        await ingest.PublishPlanAsync(new Epoch(1, 1));
        await ingest.PublishHeartbeatAsync(new Epoch(1, 1));

        await Eventually.BecomesTrueAsync(async () => (bool?)(await peer.CallAsync("ServerReady", new { })).Response!["ready"] == true, "the front is ready");
        Assert.True((bool?)(await peer.CallAsync("ModelReady", new { name = "echo", version = "1" })).Response!["ready"]);
    }

    [SkippableFact]
    public async Task ModelMetadata_KnownAndUnknown_TensorsOrNotFound()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);
        await using var peer = GrpcPeer.Connect(ingest.Grpc);

        var known = (await peer.CallAsync("ModelMetadata", new { name = "echo" })).Response!;
        var unknown = await peer.CallAsync("ModelMetadata", new { name = "echo", version = "7" });

        Assert.Equal("""{"name":"x","datatype":"FP32","shape":[-1,2]}""", Sorted(known["inputs"]![0]!));
        Assert.Equal((NotFound, "MODEL_NOT_FOUND"), (unknown.Code, (string?)unknown.Trailers["shepherd-status"]));
    }

    private Task<IngestHarness> StartWithOnePlaceAsync() => IngestHarness.StartAsync(
        kafka, request => request.Value.Parameters.ContainsKey("answer") ? Responder.Echo(request) : [], options => options with { InFlightRequestsMax = 1, Admission = false });

    private static object Answered() => new { model_name = "echo", inputs = new[] { Input }, parameters = new { answer = new { bool_param = true } } };

    private static TimeSpan Timeout(ReceivedRequest request) => Instant(request, HeaderNames.ExpiryTime) - Instant(request, HeaderNames.Time);

    private static DateTimeOffset Instant(ReceivedRequest request, string header) => DateTimeOffset.Parse(request.Header(header)!, CultureInfo.InvariantCulture);

    private static string Sorted(JsonNode tensor) => $$"""{"name":"{{(string?)tensor["name"]}}","datatype":"{{(string?)tensor["datatype"]}}","shape":{{tensor["shape"]!.ToJsonString()}}}""";
}
