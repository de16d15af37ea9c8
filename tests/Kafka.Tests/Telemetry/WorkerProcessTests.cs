using System.Net;
using Shepherd.Planner;
using Shepherd.Schemas;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Kafka.Tests.Telemetry;

/// <summary>A worker process, traced by an OTLP receiver, from its start to SIGTERM.</summary>
public sealed class WorkerProcessTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>, IAsyncLifetime
{
    private const string Model = "held";
    private const string Producer = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static readonly string[] Metrics = ["shepherd.requests", "shepherd.request.duration", "messaging.process.duration"];

    private readonly CancellationTokenSource _stop = new();
    private readonly ReplayRepository _repository = new ReplayRepository().Add(Model, batchMs: 3000, maxBatch: 2);
    private Task _planner = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        await kafka.CreateTopicsAsync(kafka.Options.Topics, [Model]);
        _planner = PlannerHost.RunAsync(new PlannerOptions { Kafka = kafka.Options, Name = "planner" }, _stop.Token);
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _planner;
        _stop.Dispose();
        _repository.Dispose();
    }

    [SkippableFact]
    public async Task Worker_TracedAndTerminated_SpansReadAsOneStoryAndHealthGoesThroughItsStates()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var address = WorkerHttp.FreeAddress();
        var environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
        };
        await using var process = WorkerProcess.Start(kafka.Options, _repository.Root, ["--http", address], environment);
        using var worker = WorkerHttp.At(address);
        await worker.BecomesAsync("ready");

        var topic = kafka.Options.Topics.Requests(Model);
        var value = """{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[0,0]}]}"""u8.ToArray();
        await KafkaRecords.ProduceAsync(kafka.Options, topic, value, "k", [(HeaderNames.Id, "traced"), (HeaderNames.ContentType, ContentTypes.Json), (HeaderNames.TraceParent, Producer)]);
        await Eventually.BecomesTrueAsync(async () => (await worker.GetAsync("/health"))!.Value.Body.GetProperty("in_flight").GetInt32() == 1, "the request runs");
        process.Terminate();
        await worker.BecomesAsync("draining");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (await worker.CodeAsync("/health/ready"), await worker.CodeAsync("/health/live")));
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal("", await worker.StateAsync());

        var result = (await KafkaRecords.ReadUntilAsync(kafka.Options, kafka.Options.Topics.Results, read => read.Count >= 1)).Single();
        Assert.Equal(("traced", "OK"), (result.Message.Key, result.Header(HeaderNames.Status)));
        var batch = Assert.Single(receiver.Spans, s => s.Name == $"process {topic}");
        var send = Assert.Single(receiver.Spans, s => s.Name == "send result");
        Assert.Equal(["b7ad6b7169203331"], batch.LinkedSpans);
        Assert.Equal(("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"), (send.TraceId, send.ParentId));
        Assert.Equal([batch.SpanId], send.LinkedSpans);
        Assert.Equal($"00-{send.TraceId}-{send.SpanId}-01", result.Header(HeaderNames.TraceParent));
        Assert.All(Metrics, m => Assert.Contains(m, receiver.Metrics.Keys));
    }
}
