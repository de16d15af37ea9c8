using System.Globalization;
using System.Text;
using Shepherd.Ingest.Tests.Peers;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Ingest.Tests.Listening;

/// <summary>Clients that hold connections, or lie about what they send.</summary>
public sealed class BadClientTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const string Body = """{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[1.5,-2]}]}""";

    [SkippableFact]
    public async Task Connections_TenThousandIdle_OthersAreAnswered()
    {
        const int Idle = 10_000;
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);
        await using var peer = NodePeer.Start("idle-peer.js", ingest.Address.Port.ToString(CultureInfo.InvariantCulture), Idle.ToString(CultureInfo.InvariantCulture));

        Assert.Equal($"open {Idle}", await peer.ReadLineAsync());
        Assert.Equal(200, (await PostAsync(ingest, Body)).Status);
    }

    [SkippableFact]
    public async Task Bodies_AByteAtATime_408AndOthersAreAnswered()
    {
        const int Slow = 50;
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);
        // Each claims 8 MB: no room is made for what has not come.
        await using var peer = NodePeer.Start("slow-peer.js", ingest.Address.Port.ToString(CultureInfo.InvariantCulture), Slow.ToString(CultureInfo.InvariantCulture), "8000000");

        Assert.Equal(200, (await PostAsync(ingest, Body)).Status);
        for (var i = 0; i < Slow; i++)
            Assert.Contains(" 408 ", await peer.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal(200, (await PostAsync(ingest, Body)).Status);
    }

    [SkippableTheory]
    [InlineData(12, "4 raw bytes are left")]
    [InlineData(100, "says binary_data_size 100")]
    [InlineData(-1, "binary_data_size -1")]
    [InlineData(4, "needs 8 bytes and has 4")]
    public async Task Infer_BinarySizeThatLies_400NamesTheTensor(int size, string said)
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);
        var tail = size switch { 12 => 16, 4 => 4, _ => 8 };
        var header = Encoding.UTF8.GetBytes($$"""{"inputs":[{"name":"x","datatype":"FP32","shape":[1,{{(size == 12 ? 3 : 2)}}],"parameters":{"binary_data_size":{{size}} } }] }""");

        using var response = await ingest.InferAsync([.. header, .. new byte[tail]], header.Length.ToString(CultureInfo.InvariantCulture));

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(said, await IngestHarness.ReadErrorAsync(response), StringComparison.Ordinal);
        Assert.Empty(ingest.Responder.Received);
    }

    [SkippableFact]
    public async Task Infer_EndlessChunks_413()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo, options => options with { BodyBytesMax = 1000 });
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, new string(' ', 100_000));

        var answer = await Curl.RunAsync(ingest.Url("/v2/models/echo/infer"), "-H", "content-type: application/json", "-H", "transfer-encoding: chunked", "--data-binary", $"@{file}");
        File.Delete(file);

        Assert.Equal(413, answer.Status);
        Assert.Contains("1000 bytes", answer.Error, StringComparison.Ordinal);
    }

    private static Task<CurlAnswer> PostAsync(IngestHarness ingest, string body) => Curl.RunAsync(ingest.Url("/v2/models/echo/infer"), "-H", "content-type: application/json", "-d", body);
}
