using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shepherd.Ingest.Tests.Peers;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Ingest.Tests;

public sealed class OpenApiTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [SkippableFact]
    public async Task Document_Get_HasEveryPathWithItsAnswers()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);

        var document = (await Curl.RunAsync(ingest.Url("/openapi/v1.json"))).Json;

        var paths = document.GetProperty("paths");
        var routes = ingest.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(e => e.RoutePattern.RawText!).Where(p => p.StartsWith("/v2", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(routes, paths.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        var infer = paths.GetProperty("/v2/models/{model}/infer").GetProperty("post");
        Assert.Equal(JsonValueKind.Object, infer.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").ValueKind);
        Assert.Subset(infer.GetProperty("responses").EnumerateObject().Select(r => r.Name).ToHashSet(), new HashSet<string> { "200", "202", "400", "404", "429", "504" });
        Assert.True(document.GetProperty("components").GetProperty("schemas").GetProperty("InferenceResponseBody").GetProperty("properties").TryGetProperty("model_name", out _));
    }
}
