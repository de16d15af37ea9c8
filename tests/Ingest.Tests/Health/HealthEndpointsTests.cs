using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Ingest.Tests.Health;

public sealed class HealthEndpointsTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Fact]
    public async Task Root_Get_NameAndBinaryExtension()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);

        var json = await ingest.Http.GetFromJsonAsync<JsonElement>("/v2");

        Assert.Equal("shepherd", json.GetProperty("name").GetString());
        Assert.Equal("binary_tensor_data", json.GetProperty("extensions")[0].GetString());
    }

    [Fact]
    public async Task Ready_PlanFollowed_200AndNotBefore()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo, options => options with { WorkerTtl = Eventually.Patience });
        await Eventually.BecomesTrueAsync(
            async () => (await ErrorAsync(ingest, "/v2/health/ready")).Contains("no plan", StringComparison.Ordinal), "the catalog is read, and there is no plan");
        using var before = await ingest.Http.GetAsync("/v2/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, before.StatusCode);

        await ingest.PublishPlanAsync(new Epoch(1, 1));
        await Eventually.BecomesTrueAsync(
            async () => (await ErrorAsync(ingest, "/v2/health/ready")).Contains("'w' of plan 1.1 is silent", StringComparison.Ordinal), "the plan shows");
        await ingest.PublishHeartbeatAsync(new Epoch(1, 1));

        await Eventually.BecomesTrueAsync(async () => (await ingest.Http.GetAsync("/v2/health/ready")).StatusCode == HttpStatusCode.OK, "ready");
        using var model = await ingest.Http.GetAsync("/v2/models/echo/ready");
        Assert.True((await IngestHarness.ReadJsonAsync(model)).GetProperty("ready").GetBoolean());
    }

    [Fact]
    public async Task NoKafka_LiveButNotReadyAndInferIs503()
    {
        var options = new IngestOptions { Kafka = new KafkaOptions { BootstrapServers = "127.0.0.1:1" }, Urls = "http://127.0.0.1:0" };
        await using var app = IngestHost.Build(options);
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        using var live = await http.GetAsync("/v2/health/live");
        using var ready = await http.GetAsync("/v2/health/ready");
        using var infer = await http.PostAsJsonAsync("/v2/models/echo/infer", new { inputs = Array.Empty<object>() });

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (ready.StatusCode, infer.StatusCode));
        Assert.Contains("not connected", await IngestHarness.ReadErrorAsync(infer), StringComparison.Ordinal);
    }

    private static async Task<string> ErrorAsync(IngestHarness ingest, string path)
    {
        using var response = await ingest.Http.GetAsync(path);
        return await IngestHarness.ReadErrorAsync(response);
    }
}
