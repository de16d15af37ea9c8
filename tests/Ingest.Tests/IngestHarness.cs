using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Ingest.Tests;

/// <summary>The HTTP front on a free port with topics of its own, one model and a responder.</summary>
internal sealed class IngestHarness : IAsyncDisposable
{
    internal const string Model = "echo";
    internal const int Partitions = 2;

    private readonly WebApplication _app;

    private IngestHarness(KafkaOptions kafka, WebApplication app, Responder responder)
    {
        (Kafka, _app, Responder) = (kafka, app, responder);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = Eventually.Patience };
    }

    internal KafkaOptions Kafka { get; }

    internal HttpClient Http { get; }

    internal Responder Responder { get; }

    internal static async Task<IngestHarness> StartAsync(
        KafkaFixture fixture,
        Func<ReceivedRequest, IEnumerable<InferenceResult>> answer,
        Func<IngestOptions, IngestOptions>? change = null)
    {
        var kafka = fixture.NewOptions();
        await fixture.CreateTopicsAsync(kafka.Topics, [Model], Partitions);
        await Responder.AddModelAsync(kafka, Model, Model);
        var options = new IngestOptions { Kafka = kafka, Urls = "http://127.0.0.1:0" };
        var app = IngestHost.Build(change?.Invoke(options) ?? options);
        await app.StartAsync();
        var harness = new IngestHarness(kafka, app, new Responder(kafka, Model, Partitions, answer));
        await Eventually.BecomesTrueAsync(
            async () => (await harness.Http.GetAsync($"/v2/models/{Model}")).IsSuccessStatusCode, "the front is connected and shows the model");
        return harness;
    }

    internal Task<HttpResponseMessage> InferAsync(object body, string model = Model) => Http.PostAsJsonAsync($"/v2/models/{model}/infer", body);

    internal Task<HttpResponseMessage> InferAsync(byte[] body, string? headerLength)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        if (headerLength is not null)
            content.Headers.Add("Inference-Header-Content-Length", headerLength);
        return Http.PostAsync($"/v2/models/{Model}/infer", content);
    }

    internal static async Task<JsonElement> ReadJsonAsync(HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<JsonElement>();

    internal static async Task<string> ReadErrorAsync(HttpResponseMessage response) =>
        (await ReadJsonAsync(response)).GetProperty("error").GetString()!;

    /// <summary>Publishes a plan that gives everything to one worker.</summary>
    internal Task PublishPlanAsync(Epoch epoch) => KafkaRecords.ProduceAsync(
        Kafka,
        Kafka.Topics.Plan,
        ControlCodec.Encode(new PlanRecord(epoch, "p", DateTimeOffset.UtcNow, "test", [new PlanAssignment("w", Model, [.. Enumerable.Range(0, Partitions)])])),
        "plan");

    /// <summary>Publishes a heartbeat of a worker that consumes everything.</summary>
    internal Task PublishHeartbeatAsync(Epoch epoch) => KafkaRecords.ProduceAsync(
        Kafka,
        Kafka.Topics.Workers,
        ControlCodec.Encode(new WorkerHeartbeat(
            "w", 1, DateTimeOffset.UtcNow, WorkerState.Ready, epoch, ["cpu:0"], [Model], [new OwnedPartitions(Model, [.. Enumerable.Range(0, Partitions)])], 0, 0)),
        "w");

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        Responder.Dispose();
    }
}
