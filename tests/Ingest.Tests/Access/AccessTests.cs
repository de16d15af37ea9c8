using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shepherd.Ingest.Access;
using Shepherd.Ingest.Tests.Peers;
using Shepherd.Schemas;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Ingest.Tests.Access;

/// <summary>Keys, quotas and tokens.</summary>
public sealed class AccessTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>, IDisposable
{
    private const string Body = """{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[1.5,-2]}]}""";
    private const int Unauthenticated = 16, ResourceExhausted = 8;

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [SkippableFact]
    public async Task Infer_Keys_OnlyTheirHoldersAreAnswered()
    {
        await using var ingest = await StartAsync(new { name = "shop", sha256 = Hash("s3cret"), tenant = "acme" });

        var without = await PostAsync(ingest);
        var wrong = await PostAsync(ingest, "x-api-key: guess");
        var bearer = await PostAsync(ingest, "authorization: Bearer s3cret");
        var header = await PostAsync(ingest, "x-api-key: s3cret");

        Assert.Equal((401, "Bearer", 401), (without.Status, without.Header("www-authenticate"), wrong.Status));
        Assert.Equal((200, 200), (bearer.Status, header.Status));
        Assert.All(ingest.Responder.Received, r => Assert.Equal("acme", r.Header(HeaderNames.Tenant)));
        Assert.Equal(2, ingest.Responder.Received.Count);
        // Probes have no key.
        Assert.Equal(200, (await Curl.RunAsync(ingest.Url("/v2/health/live"))).Status);
    }

    [SkippableFact]
    public async Task Infer_AnothersTenant_403()
    {
        await using var ingest = await StartAsync(new { name = "shop", sha256 = Hash("s3cret"), tenant = "acme" });

        var answer = await PostAsync(ingest, "x-api-key: s3cret", Body.Replace("{\"inputs\"", "{\"parameters\":{\"tenant\":\"umbrella\"},\"inputs\"", StringComparison.Ordinal));

        Assert.Equal(403, answer.Status);
        Assert.Contains("umbrella", answer.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Infer_GrpcKeys_UnauthenticatedWithoutOne()
    {
        await using var ingest = await StartAsync(new { name = "shop", sha256 = Hash("s3cret") });
        await using var peer = GrpcPeer.Connect(ingest.Grpc);
        var request = new { model_name = "echo", inputs = Array.Empty<object>() };

        Assert.Equal(Unauthenticated, (await peer.CallAsync("ModelInfer", request)).Code);
        Assert.Equal(0, (await peer.CallAsync("ModelInfer", request, metadata: new { authorization = "Bearer s3cret" })).Code);
        Assert.Equal(0, (await peer.CallAsync("ServerLive", new { })).Code);
    }

    [SkippableFact]
    public async Task Infer_QuotaPassed_429WithRetryAfterAndOthersGoOn()
    {
        await using var ingest = await StartAsync(
            new { name = "small", sha256 = Hash("a"), requests_per_second = 0.001, burst = 2 }, new { name = "large", sha256 = Hash("b") });
        await using var peer = GrpcPeer.Connect(ingest.Grpc);

        Assert.Equal((200, 200), ((await PostAsync(ingest, "x-api-key: a")).Status, (await PostAsync(ingest, "x-api-key: a")).Status));
        var over = await PostAsync(ingest, "x-api-key: a");
        var call = await peer.CallAsync("ModelInfer", new { model_name = "echo" }, metadata: new Dictionary<string, string> { ["x-api-key"] = "a" });

        Assert.Equal((429, "REJECTED"), (over.Status, over.Header("shepherd-status")));
        Assert.InRange(int.Parse(over.Header("retry-after"), System.Globalization.CultureInfo.InvariantCulture), 1, 1000);
        Assert.Contains("'small'", over.Error, StringComparison.Ordinal);
        Assert.Equal(ResourceExhausted, call.Code);
        Assert.Equal(200, (await PostAsync(ingest, "x-api-key: b")).Status);
    }

    [SkippableFact]
    public async Task Infer_InFlightQuota_IsFreeAgainOnceAnswered()
    {
        var held = new TaskCompletionSource<ReceivedRequest>();
        await using var ingest = await StartAsync(
            request => held.TrySetResult(request) ? [] : Responder.Echo(request), new { name = "one", sha256 = Hash("a"), in_flight = 1 });

        var first = PostAsync(ingest, "x-api-key: a");
        var request = await held.Task.WaitAsync(Eventually.Patience);
        var second = await PostAsync(ingest, "x-api-key: a");
        ingest.Responder.Publish(request, Responder.Echo(request).Single());

        Assert.Equal((200, 429), ((await first).Status, second.Status));
        await Eventually.BecomesTrueAsync(async () => (await PostAsync(ingest, "x-api-key: a")).Status == 200, "the place is free again");
    }

    [SkippableFact]
    public async Task Requests_OfAnotherKey_AreNotFound()
    {
        await using var ingest = await StartAsync(new { name = "a", sha256 = Hash("a") }, new { name = "b", sha256 = Hash("b") });

        var accepted = await Curl.RunAsync(ingest.Url("/v2/models/echo/infer"), "-H", "content-type: application/json", "-H", "prefer: respond-async", "-H", "x-api-key: a", "-d", Body);
        var url = ingest.Url(accepted.Header("location"));

        Assert.Equal(404, (await Curl.RunAsync(url, "-H", "x-api-key: b")).Status);
        Assert.Equal(404, (await Curl.RunAsync(url, "-H", "x-api-key: b", "-X", "DELETE")).Status);
        Assert.Contains((await Curl.RunAsync(url, "-H", "x-api-key: a")).Status, (int[])[200, 202]);
    }

    [SkippableFact]
    public async Task KeyFile_Changed_IsReadAgainAndABadOneChangesNothing()
    {
        await using var ingest = await StartAsync(new { name = "a", sha256 = Hash("a") });

        Write(new { name = "b", sha256 = Hash("b") });
        await Eventually.BecomesTrueAsync(async () => (await PostAsync(ingest, "x-api-key: b")).Status == 200, "the new key is known");
        Assert.Equal(401, (await PostAsync(ingest, "x-api-key: a")).Status);
        await File.WriteAllTextAsync(_file, "{");
        File.SetLastWriteTimeUtc(_file, DateTime.UtcNow.AddMinutes(1));

        Assert.Equal(200, (await PostAsync(ingest, "x-api-key: b")).Status);
    }

    [Theory]
    [InlineData("{", "cannot be read")]
    [InlineData("""{"keys":[{"name":"a","sha256":"12"}]}""", "'a'")]
    [InlineData("""{"keys":[{"name":"a","sha256":"HASH","burst":0}]}""", "burst is 0")]
    [InlineData("""{"keys":[{"name":"a","sha256":"HASH","rate":1}]}""", "rate")]
    [InlineData("""{"keys":[{"name":"a","sha256":"HASH"},{"name":"b","sha256":"HASH"}]}""", "the same key")]
    public void KeyFile_Bad_NamesFileAndFault(string content, string named)
    {
        File.WriteAllText(_file, content.Replace("HASH", Hash("k"), StringComparison.Ordinal));

        var thrown = Assert.Throws<ArgumentException>(() => KeyFile.Read(_file));

        Assert.All([_file, named], part => Assert.Contains(part, thrown.Message, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Infer_Tokens_OnlyTheIssuersGoodOnesAreTaken()
    {
        await using var issuer = NodePeer.Start("issuer-peer.js");
        var tokens = JsonDocument.Parse(await issuer.ReadLineAsync()).RootElement;
        await using var ingest = await IngestHarness.StartAsync(
            kafka, Responder.Echo, options => options with { Tokens = new TokenOptions(tokens.GetProperty("issuer").GetString()!, "shepherd") { TenantClaim = "tenant" } });

        Assert.Equal(200, (await PostAsync(ingest, $"authorization: Bearer {tokens.GetProperty("good").GetString()}")).Status);
        Assert.Equal("acme", Assert.Single(ingest.Responder.Received).Header(HeaderNames.Tenant));
        foreach (var (name, said) in (IEnumerable<(string, string)>)
            [("expired", "expired"), ("audience", "somebody else"), ("foreign", "another issuer"), ("forged", "signature"), ("unsigned", ""), ("nobody", "'tenant'")])
        {
            var answer = await PostAsync(ingest, $"authorization: Bearer {tokens.GetProperty(name).GetString()}");
            Assert.Equal((name, 401), (name, answer.Status));
            Assert.Contains(said, answer.Error, StringComparison.Ordinal);
        }
    }

    private Task<IngestHarness> StartAsync(params object[] keys) => StartAsync(Responder.Echo, keys);

    private Task<IngestHarness> StartAsync(Func<ReceivedRequest, IEnumerable<InferenceResult>> answer, params object[] keys)
    {
        Write(keys);
        return IngestHarness.StartAsync(kafka, answer, options => options with { KeyFile = _file });
    }

    private void Write(params object[] keys) => File.WriteAllText(_file, JsonSerializer.Serialize(new { keys }));

    private static string Hash(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static Task<CurlAnswer> PostAsync(IngestHarness ingest, string header = "x-nothing: 1", string body = Body) =>
        Curl.RunAsync(ingest.Url("/v2/models/echo/infer"), "-H", "content-type: application/json", "-H", header, "-d", body);
}
