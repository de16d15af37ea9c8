using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Shepherd.Ingest.Inference;
using Shepherd.Ingest.Listening;
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
        var listeners = app.Services.GetRequiredService<Listeners>();
        (Address, Grpc) = (listeners.Http[0], listeners.Grpc.FirstOrDefault()?.Authority ?? "");
        // Of a front that wants keys nothing is asked through it, and of one with a certificate of its own nothing either.
        Http = new HttpClient { BaseAddress = Address, Timeout = Eventually.Patience };
    }

    internal KafkaOptions Kafka { get; }

    /// <summary>Where REST is served.</summary>
    internal Uri Address { get; }

    /// <summary>Where gRPC is served, host:port.</summary>
    internal string Grpc { get; }

    internal HttpClient Http { get; }

    internal IServiceProvider Services => _app.Services;

    internal Responder Responder { get; }

    internal static async Task<IngestHarness> StartAsync(
        KafkaFixture fixture,
        Func<ReceivedRequest, IEnumerable<InferenceResult>> answer,
        Func<IngestOptions, IngestOptions>? change = null)
    {
        var kafka = fixture.NewOptions();
        await fixture.CreateTopicsAsync(kafka.Topics, [Model], Partitions);
        await Responder.AddModelAsync(kafka, Model, Model);
        var options = new IngestOptions { Kafka = kafka, Urls = "http://127.0.0.1:0", GrpcUrls = "http://127.0.0.1:0" };
        var app = IngestHost.Build(change?.Invoke(options) ?? options);
        await app.StartAsync();
        var harness = new IngestHarness(kafka, app, new Responder(kafka, Model, Partitions, answer));
        await Eventually.BecomesTrueAsync(
            () => app.Services.GetRequiredService<ClientConnection>().Client?.FindModel(Model) is not null, "the front is connected and knows the model");
        return harness;
    }

    internal string Url(string path) => new Uri(Address, path).ToString();

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
