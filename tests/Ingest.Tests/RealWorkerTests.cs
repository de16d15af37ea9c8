using Microsoft.Extensions.DependencyInjection;
using Shepherd.Client.Cluster;
using Shepherd.GpuWorker;
using Shepherd.Ingest.Listening;
using Shepherd.Ingest.Tests.Peers;
using Shepherd.Planner;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Ingest.Tests;

/// <summary>Every way of asking, against a planner and a worker that serves samples/replay.</summary>
public sealed class RealWorkerTests : IAsyncLifetime
{
    private const string Body = """{"id":"mine","parameters":{"timeout_ms":20000},"inputs":[{"name":"x","datatype":"FP32","shape":[1,16],"data":[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]}]}""";

    private readonly KafkaFixture _kafka = new();
    private readonly CancellationTokenSource _stop = new();
    private Task[] _hosts = [];
    private Microsoft.AspNetCore.Builder.WebApplication? _front;

    public async Task InitializeAsync()
    {
        var (kafka, models) = (_kafka.Options, Path.Combine(NodePeer.Root, "samples", "replay"));
        await _kafka.CreateTopicsAsync(kafka.Topics, WorkerHost.FindGroups(models));
        _hosts =
        [
            PlannerHost.RunAsync(new PlannerOptions { Kafka = kafka, Name = "planner" }, _stop.Token),
            WorkerHost.RunAsync(new WorkerOptions { Kafka = kafka, Name = "worker", Models = models, Threads = 1 }, _stop.Token),
        ];
        _front = IngestHost.Build(new IngestOptions { Kafka = kafka, Urls = "http://127.0.0.1:0", GrpcUrls = "http://127.0.0.1:0" });
        await _front.StartAsync();
        using var cluster = new ClusterReader(kafka);
        await cluster.WaitUntilReadyAsync(Eventually.Patience);
        await Eventually.BecomesTrueAsync(async () => (await Curl.RunAsync(Url("/v2/health/ready"))).Status == 200, "the front is ready");
    }

    public async Task DisposeAsync()
    {
        await _front!.DisposeAsync();
        await _stop.CancelAsync();
        await Task.WhenAll(_hosts);
        _stop.Dispose();
        _kafka.Dispose();
    }

    [SkippableFact]
    public async Task EveryWay_OfAsking_IsAnswered()
    {
        var rest = await PostAsync("ranker");
        Assert.Equal((200, "OK", "worker"), (rest.Status, rest.Header("shepherd-status"), rest.Header("shepherd-worker")));
        Assert.Equal("mine", rest.Json.GetProperty("id").GetString());

        await using var peer = GrpcPeer.Connect(_front!.Services.GetRequiredService<Listeners>().Grpc[0].Authority);
        var call = await peer.CallAsync("ModelInfer", new
        {
            model_name = "detector",
            inputs = new[] { new { name = "x", datatype = "FP32", shape = new[] { 1, 16 }, contents = new { fp32_contents = new float[16] } } },
        }, deadlineMs: 20_000);
        Assert.True(call.Code == 0, call.Details);
        Assert.Equal("y", (string?)call.Response!["outputs"]![0]!["name"]);

        using var events = Curl.Start(Url("/v2/results"));
        var accepted = await PostAsync("vision", "-H", "prefer: respond-async");
        Assert.Equal(202, accepted.Status);
        var location = Url(accepted.Header("location"));
        await Eventually.BecomesTrueAsync(async () => (await Curl.RunAsync(location)).Status == 200, "the request is answered");
        events.Kill();

        // Profiles and loads of a real worker are what admission goes by: nothing waits, nobody is refused.
        Assert.Equal(200, (await PostAsync("language")).Status);
        Assert.Equal(404, (await PostAsync("none")).Status);
    }

    [SkippableFact]
    public async Task Deadline_ThatCannotBeMet_504Expired()
    {
        var answer = await Curl.RunAsync(
            Url("/v2/models/language/infer"), "-H", "content-type: application/json", "-H", "shepherd-timeout-ms: 1", "-d", Body.Replace("\"timeout_ms\":20000", "", StringComparison.Ordinal));

        Assert.Equal((504, "EXPIRED"), (answer.Status, answer.Header("shepherd-status")));
    }

    private string Url(string path) => new Uri(_front!.Services.GetRequiredService<Listeners>().Http[0], path).ToString();

    private Task<CurlAnswer> PostAsync(string model, params string[] arguments) =>
        Curl.RunAsync(Url($"/v2/models/{model}/infer"), ["-H", "content-type: application/json", "-d", Body, .. arguments]);
}
