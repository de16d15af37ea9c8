using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Shepherd.Schemas;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Ingest.Tests.Inference;

public sealed class InferenceEndpointsTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private static readonly object[] Inputs = [new { name = "x", datatype = "FP32", shape = new[] { 1, 2 }, data = new[] { 1.5, -2 } }];

    [Fact]
    public async Task Infer_Json_OutputsIdAndHeadersComeBack()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);

        using var response = await ingest.InferAsync(new { id = "mine", inputs = Inputs });

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(("OK", "1", "responder"), (Header(response, "shepherd-status"), Header(response, "shepherd-attempts"), Header(response, "shepherd-worker")));
        var json = await IngestHarness.ReadJsonAsync(response);
        Assert.Equal(("mine", "echo", "1"), (json.GetProperty("id").GetString(), json.GetProperty("model_name").GetString(), json.GetProperty("model_version").GetString()));
        var output = json.GetProperty("outputs")[0];
        Assert.Equal("FP32", output.GetProperty("datatype").GetString());
        Assert.Equal([1.5f, -2f], output.GetProperty("data").EnumerateArray().Select(v => v.GetSingle()));
    }

    [Fact]
    public async Task Infer_BinaryBothWays_RawBytesComeBack()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);
        var raw = MemoryMarshal.AsBytes<float>([3f, 4f]).ToArray();
        var header = JsonSerializer.SerializeToUtf8Bytes(new
        {
            inputs = new[] { new { name = "x", datatype = "FP32", shape = new[] { 1, 2 }, parameters = new { binary_data_size = raw.Length } } },
            parameters = new { binary_data_output = true },
        });

        using var response = await ingest.InferAsync([.. header, .. raw], $"{header.Length}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.MediaType);
        var length = int.Parse(Header(response, "Inference-Header-Content-Length"), System.Globalization.CultureInfo.InvariantCulture);
        var body = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(raw, body[length..]);
        using var json = JsonDocument.Parse(body.AsMemory(0, length));
        Assert.Equal(raw.Length, json.RootElement.GetProperty("outputs")[0].GetProperty("parameters").GetProperty("binary_data_size").GetInt32());
    }

    [Fact]
    public async Task Infer_TwoRequestsWithOneId_BothAnswered()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);

        var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ingest.InferAsync(new { id = "same", inputs = Inputs })));

        Assert.All(responses, r => Assert.Equal(HttpStatusCode.OK, r.StatusCode));
        Assert.All(ingest.Responder.Received, r => Assert.Equal("same", r.Header(HeaderNames.CorrelationId)));
        Assert.Equal(8, ingest.Responder.Received.Select(r => r.Value.Id).Distinct().Count());
    }

    [Theory]
    [InlineData("""{"timeout_ms":20000,"priority":3,"tenant":"acme","free":true}""", 20_000)]
    [InlineData("""{"timeout":15000000,"priority":3,"tenant":"acme","free":true}""", 15_000)]
    public async Task Infer_Parameters_BecomeHeadersAndTheRestStays(string parameters, int timeoutMs)
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);

        using var response = await ingest.Http.PostAsync(
            "/v2/models/echo/versions/1/infer", new StringContent($$"""{"parameters":{{parameters}},"inputs":{{JsonSerializer.Serialize(Inputs)}}}""", Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var request = Assert.Single(ingest.Responder.Received);
        Assert.Equal(("3", "acme", "1"), (request.Header(HeaderNames.Priority), request.Header(HeaderNames.Tenant), request.Value.ModelVersion));
        Assert.Equal(["free"], request.Value.Parameters.Keys);
        Assert.Equal(TimeSpan.FromMilliseconds(timeoutMs), Instant(request, HeaderNames.ExpiryTime) - Instant(request, HeaderNames.Time));
    }

    [Theory]
    [InlineData("{}", 12_500)]
    [InlineData("""{"timeout_ms":20000}""", 20_000)]
    [InlineData("""{"timeout":15000000}""", 15_000)]
    public async Task Infer_TimeoutHeader_CountsUnlessParametersSayOtherwise(string parameters, int timeoutMs)
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);

        using var response = await PostAsync(ingest, parameters, "application/json", "12500");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var request = Assert.Single(ingest.Responder.Received);
        Assert.Equal(TimeSpan.FromMilliseconds(timeoutMs), Instant(request, HeaderNames.ExpiryTime) - Instant(request, HeaderNames.Time));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("NaN")]
    [InlineData("1e300")]
    public async Task Infer_BadTimeoutHeader_400NamesIt(string timeoutMs)
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);

        using var response = await PostAsync(ingest, "{}", "application/json", timeoutMs);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains($"{HeaderNames.TimeoutMs} is '{timeoutMs}'", await IngestHarness.ReadErrorAsync(response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/xml", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("application/avro", 415)]
    [InlineData("nonsense", 415)]
    [InlineData("application/json; charset=utf-8", 200)]
    [InlineData("application/problem+json", 200)]
    [InlineData("application/octet-stream", 200)]
    [InlineData(null, 200)]
    public async Task Infer_ContentType_OnlyJsonAndBinaryAreTaken(string? contentType, int status)
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);

        using var response = await PostAsync(ingest, "{}", contentType);

        Assert.Equal(status, (int)response.StatusCode);
        if (status == 415)
            Assert.Contains($"content-type '{contentType}' is not taken: send application/json", await IngestHarness.ReadErrorAsync(response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Outcome.Invalid, 400)]
    [InlineData(Outcome.ModelNotFound, 404)]
    [InlineData(Outcome.Rejected, 429)]
    [InlineData(Outcome.Cancelled, 499)]
    [InlineData(Outcome.RuntimeError, 500)]
    [InlineData(Outcome.PreemptLimit, 503)]
    [InlineData(Outcome.Expired, 504)]
    public async Task Infer_NotOk_StatusErrorAndHeaders(Outcome outcome, int status)
    {
        await using var ingest = await IngestHarness.StartAsync(
            kafka, request => [new InferenceResult(request.Value.Id, request.Value.Model, outcome) { Reason = "because", Attempts = 2, Worker = "w" }]);

        using var response = await ingest.InferAsync(new { inputs = Inputs });

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("because", await IngestHarness.ReadErrorAsync(response));
        Assert.Equal((outcome.WireName(), "2", "w"), (Header(response, "shepherd-status"), Header(response, "shepherd-attempts"), Header(response, "shepherd-worker")));
    }

    [Fact]
    public async Task Infer_UnknownModel_404NamesIt()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);

        using var response = await ingest.InferAsync(new { inputs = Inputs }, "nobody");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("MODEL_NOT_FOUND", Header(response, "shepherd-status"));
        Assert.Contains("'nobody'", await IngestHarness.ReadErrorAsync(response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"inputs":""", "")]
    [InlineData("""{"id":"1"}""", "inputs")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP99","shape":[1],"data":[1]}]}""", "FP99")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[1,3],"data":[1,2]}]}""", "x")]
    [InlineData("""{"inputs":[],"parameters":{"timeout_ms":-1}}""", "timeout_ms")]
    [InlineData("""{"inputs":[],"parameters":{"timeout":"soon"}}""", "timeout")]
    [InlineData("""{"inputs":[],"parameters":{"priority":4}}""", "priority")]
    [InlineData("""{"inputs":[],"parameters":{"tenant":7}}""", "tenant")]
    public async Task Infer_BadRequest_400InvalidNamesTheFault(string body, string named)
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);

        using var response = await ingest.Http.PostAsync("/v2/models/echo/infer", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("INVALID", Header(response, "shepherd-status"));
        Assert.Contains(named, await IngestHarness.ReadErrorAsync(response), StringComparison.Ordinal);
        Assert.Empty(ingest.Responder.Received);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("4096")]
    public async Task Infer_BadHeaderLength_400(string headerLength)
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);

        using var response = await ingest.InferAsync("{}"u8.ToArray(), headerLength);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Inference-Header-Content-Length", await IngestHarness.ReadErrorAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_BodyOverTheLimit_413()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo, options => options with { BodyBytesMax = 100 });

        using var response = await ingest.InferAsync(new { inputs = Inputs, padding = new string('x', 200) });

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("100 bytes", await IngestHarness.ReadErrorAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_RecordOverKafkasLimit_400SaysTheSize()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);

        using var response = await ingest.InferAsync(
            new { inputs = new[] { new { name = "x", datatype = "FP64", shape = new[] { 200_000 }, data = new double[200_000] } } });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("message.max.bytes", await IngestHarness.ReadErrorAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_NoWorker_504WithinDeadlineAndGrace()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, _ => [], options => options with { Grace = TimeSpan.Zero });

        using var response = await ingest.InferAsync(new { inputs = Inputs, parameters = new { timeout_ms = 50 } });

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Contains("no outcome", await IngestHarness.ReadErrorAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_CallerLeaves_FrontStopsWaitingAndServesOn()
    {
        await using var ingest = await IngestHarness.StartAsync(
            kafka, request => request.Value.Parameters.ContainsKey("answer") ? Responder.Echo(request) : [], options => options with { InFlightRequestsMax = 1 });
        using var leave = new CancellationTokenSource();
        using var content = new StringContent($$"""{"inputs":{{JsonSerializer.Serialize(Inputs)}}}""", Encoding.UTF8, "application/json");
        var abandoned = ingest.Http.PostAsync("/v2/models/echo/infer", content, leave.Token);
        await Eventually.BecomesTrueAsync(() => ingest.Responder.Received.Count == 1, "the request arrives");

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        await Eventually.BecomesTrueAsync(() => ingest.Responder.Withdrawn.Count == 1, "the request is withdrawn from the workers too");
        Assert.Equal(ingest.Responder.Received.First().Value.Id, ingest.Responder.Withdrawn.First());
        // One request in flight is all that is allowed: the next is served only when the first is let go.
        using var response = await ingest.InferAsync(new { inputs = Inputs, parameters = new { answer = true } });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task<HttpResponseMessage> PostAsync(IngestHarness ingest, string parameters, string? contentType, string? timeoutMs = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/echo/infer");
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes($$"""{"parameters":{{parameters}},"inputs":{{JsonSerializer.Serialize(Inputs)}}}"""));
        if (contentType is not null)
            request.Content.Headers.TryAddWithoutValidation("content-type", contentType);
        if (timeoutMs is not null)
            request.Headers.Add(HeaderNames.TimeoutMs, timeoutMs);
        return await ingest.Http.SendAsync(request);
    }

    private static string Header(HttpResponseMessage response, string name) =>
        string.Join(',', response.Headers.NonValidated.TryGetValues(name, out var values) ? values : response.Content.Headers.NonValidated[name]);

    private static DateTimeOffset Instant(ReceivedRequest request, string header) =>
        DateTimeOffset.Parse(request.Header(header)!, System.Globalization.CultureInfo.InvariantCulture);
}
