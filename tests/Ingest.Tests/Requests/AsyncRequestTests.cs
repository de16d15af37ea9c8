using System.Text.Json;
using Shepherd.Ingest.Tests.Peers;
using Shepherd.Schemas;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Ingest.Tests.Requests;

/// <summary>Asynchronous requests as curl makes them.</summary>
public sealed class AsyncRequestTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const string Body = """{"id":"mine","inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[1.5,-2]}]}""";

    [SkippableFact]
    public async Task Post_RespondAsync_202ThenTheAnswer()
    {
        var held = new TaskCompletionSource<ReceivedRequest>();
        await using var ingest = await StartAsync(held);

        var accepted = await PostAsync(ingest);
        var location = accepted.Header("location");
        var pending = await Curl.RunAsync(ingest.Url(location));
        var request = await held.Task.WaitAsync(Eventually.Patience);
        ingest.Responder.Publish(request, Responder.Echo(request).Single());

        Assert.Equal((202, "respond-async"), (accepted.Status, accepted.Header("preference-applied")));
        Assert.Equal($"/v2/requests/{accepted.Json.GetProperty("request_id").GetString()}", location);
        Assert.Equal((202, "PENDING", "mine"), (pending.Status, pending.Json.GetProperty("status").GetString(), pending.Json.GetProperty("id").GetString()));
        Assert.Equal(location.Split('/')[^1], request.Value.Id);
        var answer = await UntilAnsweredAsync(ingest, location);
        Assert.Equal((200, "OK"), (answer.Status, answer.Header("shepherd-status")));
        Assert.Equal(("mine", 1.5f), (answer.Json.GetProperty("id").GetString(), answer.Json.GetProperty("outputs")[0].GetProperty("data")[0].GetSingle()));
    }

    [SkippableFact]
    public async Task Post_RespondAsyncOfABadRequest_IsRefusedAtOnce()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);

        var unknown = await Curl.RunAsync(ingest.Url("/v2/models/none/infer"), "-H", "prefer: respond-async", "-d", Body);
        var malformed = await Curl.RunAsync(ingest.Url("/v2/models/echo/infer"), "-H", "content-type: application/json", "-H", "prefer: respond-async", "-d", """{"inputs":""");

        Assert.Equal((404, 400), ((await Curl.RunAsync(ingest.Url("/v2/models/none/infer"), "-H", "content-type: application/json", "-H", "prefer: respond-async", "-d", Body)).Status, malformed.Status));
        // curl's own content type without a word of ours is a form.
        Assert.Equal(415, unknown.Status);
    }

    [SkippableFact]
    public async Task Get_FailedRequest_TheSameStatusAsWithoutAsync()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, request => [new InferenceResult(request.Value.Id, "echo", Outcome.RuntimeError) { Reason = "it broke" }]);

        var accepted = await PostAsync(ingest);
        var answer = await UntilAnsweredAsync(ingest, accepted.Header("location"));

        Assert.Equal((500, "RUNTIME_ERROR", "it broke"), (answer.Status, answer.Header("shepherd-status"), answer.Error));
    }

    [SkippableFact]
    public async Task Get_UnknownId_404()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);

        Assert.Equal(404, (await Curl.RunAsync(ingest.Url("/v2/requests/none"))).Status);
    }

    [SkippableFact]
    public async Task Get_AfterItsTime_410()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo, options => options with { AnswerTtl = TimeSpan.FromMilliseconds(1) });

        var location = (await PostAsync(ingest)).Header("location");
        await Eventually.BecomesTrueAsync(async () => (await Curl.RunAsync(ingest.Url(location))).Status == 410, "the answer is gone");
    }

    [SkippableFact]
    public async Task Delete_Pending_OutcomeIsCancelledAndAnsweredOnesAreForgotten()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, _ => []);
        var location = (await PostAsync(ingest)).Header("location");

        var deleted = await Curl.RunAsync(ingest.Url(location), "-X", "DELETE");
        var answer = await UntilAnsweredAsync(ingest, location);
        var forgotten = await Curl.RunAsync(ingest.Url(location), "-X", "DELETE");
        var gone = await Curl.RunAsync(ingest.Url(location));

        Assert.Equal((204, 499, "CANCELLED"), (deleted.Status, answer.Status, answer.Header("shepherd-status")));
        Assert.Equal((204, 410), (forgotten.Status, gone.Status));
    }

    [SkippableFact]
    public async Task Results_Followed_EventsComeBeatAndResume()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo, options => options with { EventHeartbeat = TimeSpan.FromMilliseconds(50) });
        using var reader = Curl.Start(ingest.Url("/v2/results"));
        await ReadUntilAsync(reader, ": heartbeat");

        var first = (await PostAsync(ingest)).Json.GetProperty("request_id").GetString();
        var (id, data) = await ReadEventAsync(reader);
        await PostAsync(ingest);
        var (second, _) = await ReadEventAsync(reader);
        reader.Kill();

        Assert.Equal((first, "mine", "OK"), (data.GetProperty("request_id").GetString(), data.GetProperty("id").GetString(), data.GetProperty("status").GetString()));
        Assert.Equal(1.5f, data.GetProperty("response").GetProperty("outputs")[0].GetProperty("data")[0].GetSingle());
        // Who comes back after the first gets the second, and of another front's numbering all that is kept.
        using var again = Curl.Start(ingest.Url("/v2/results"), "-H", $"last-event-id: {id}");
        Assert.Equal(second, (await ReadEventAsync(again)).Id);
        again.Kill();
        using var foreign = Curl.Start(ingest.Url("/v2/results"), "-H", "last-event-id: 1-99");
        await ReadUntilAsync(foreign, "event: reset");
        Assert.Equal(id, (await ReadEventAsync(foreign)).Id);
        foreign.Kill();
    }

    [SkippableFact]
    public async Task Results_OfATenant_NobodyElsesCome()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);
        using var reader = Curl.Start(ingest.Url("/v2/results?tenant=acme"));
        await ReadUntilAsync(reader, ": results");

        await PostAsync(ingest, Body.Replace("\"mine\"", "\"others\",\"parameters\":{\"tenant\":\"umbrella\"}", StringComparison.Ordinal));
        await PostAsync(ingest, Body.Replace("\"mine\"", "\"ours\",\"parameters\":{\"tenant\":\"acme\"}", StringComparison.Ordinal));

        Assert.Equal("ours", (await ReadEventAsync(reader)).Data.GetProperty("id").GetString());
        reader.Kill();
    }

    [SkippableFact]
    public async Task Results_BadLastEventId_400()
    {
        await using var ingest = await IngestHarness.StartAsync(kafka, Responder.Echo);

        Assert.Equal(400, (await Curl.RunAsync(ingest.Url("/v2/results"), "-H", "last-event-id: what")).Status);
    }

    private Task<IngestHarness> StartAsync(TaskCompletionSource<ReceivedRequest> held) => IngestHarness.StartAsync(kafka, request =>
    {
        held.TrySetResult(request);
        return [];
    });

    private static Task<CurlAnswer> PostAsync(IngestHarness ingest, string body = Body) =>
        Curl.RunAsync(ingest.Url("/v2/models/echo/infer"), "-H", "content-type: application/json", "-H", "prefer: respond-async", "-d", body);

    private static async Task<CurlAnswer> UntilAnsweredAsync(IngestHarness ingest, string location)
    {
        CurlAnswer answer = null!;
        await Eventually.BecomesTrueAsync(async () => (answer = await Curl.RunAsync(ingest.Url(location))).Status != 202, "the request is answered");
        return answer;
    }

    private static async Task<string> ReadUntilAsync(System.Diagnostics.Process reader, string start)
    {
        while (true)
        {
            var line = await reader.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Patience) ?? throw new InvalidOperationException("the stream ended");
            if (line.StartsWith(start, StringComparison.Ordinal))
                return line;
        }
    }

    private static async Task<(string Id, JsonElement Data)> ReadEventAsync(System.Diagnostics.Process reader)
    {
        var id = (await ReadUntilAsync(reader, "id: "))[4..];
        Assert.Equal("event: result", await ReadUntilAsync(reader, "event: "));
        return (id, JsonDocument.Parse((await ReadUntilAsync(reader, "data: "))[6..]).RootElement);
    }
}
