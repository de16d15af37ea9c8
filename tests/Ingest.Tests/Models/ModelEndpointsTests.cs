using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Ingest.Tests.Models;

public sealed class ModelEndpointsTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Theory]
    [InlineData("/v2/models/echo")]
    [InlineData("/v2/models/echo/versions/1")]
    public async Task Describe_KnownModel_VersionsAndTensors(string path)
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);

        var json = await ingest.Http.GetFromJsonAsync<JsonElement>(path);

        Assert.Equal(
            """{"name":"echo","versions":["1"],"platform":"test","inputs":[{"name":"x","datatype":"FP32","shape":[-1,2]}],"outputs":[{"name":"y","datatype":"FP32","shape":[-1,2]}]}""",
            json.GetRawText());
    }

    [Theory]
    [InlineData("/v2/models/nobody", "'nobody'")]
    [InlineData("/v2/models/nobody/ready", "'nobody'")]
    [InlineData("/v2/models/echo/versions/9", "'9'")]
    [InlineData("/v1/models/echo", "/v1/models/echo")]
    public async Task Get_Unknown_404NamesIt(string path, string named)
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);

        using var response = await ingest.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains(named, await IngestHarness.ReadErrorAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_NoPlan_503SaysWhy()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);

        await Eventually.BecomesTrueAsync(
            async () =>
            {
                using var response = await ingest.Http.GetAsync("/v2/models/echo/ready");
                Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
                return (await IngestHarness.ReadErrorAsync(response)).Contains("no plan", StringComparison.Ordinal);
            },
            "the reason is that there is no plan");
    }
}
