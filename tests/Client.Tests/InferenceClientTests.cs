using System.Globalization;
using Shepherd.Schemas;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Client.Tests;

public sealed class InferenceClientTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Fact]
    public async Task InferAsync_Answered_ResultIsTheWorkers()
    {
        await using var harness = await ClientHarness.StartAsync(kafka, Responder.Echo);

        var result = await harness.InferAsync();

        Assert.Equal((Outcome.Ok, "responder", 1, new Epoch(1, 2), "1"), (result.Outcome, result.Worker, result.Attempts, result.Epoch, result.ModelVersion));
        var output = Assert.Single(result.Outputs);
        Assert.Equal(ClientHarness.Floats(1, 2).Data.ToArray(), output.Data.ToArray());
    }

    [Fact]
    public async Task InferAsync_AllOptions_HeadersSayThem()
    {
        await using var harness = await ClientHarness.StartAsync(kafka, Responder.Echo, new InferenceClientOptions { ReplyPartition = 3, Source = "/me" });
        var before = DateTimeOffset.UtcNow;

        var result = await harness.InferAsync(new InferOptions
        {
            Timeout = TimeSpan.FromSeconds(20),
            Priority = 2,
            Tenant = "acme",
            RequestId = "my-id",
            ModelVersion = "1",
            CorrelationId = "c",
            Outputs = ["y"],
            Parameters = new Dictionary<string, object> { ["p"] = 5L },
        });

        var request = Assert.Single(harness.Responder.Received);
        Assert.Equal("my-id", result.Id);
        Assert.Equal("my-id", request.Record.Message.Key);
        Assert.Equal(("my-id", "echo", "1", "y", 5L), (request.Value.Id, request.Value.Model, request.Value.ModelVersion, request.Value.Outputs.Single(), request.Value.Parameters["p"]));
        (string, string?)[] expected =
        [
            (HeaderNames.Id, "my-id"), (HeaderNames.SpecVersion, "1.0"), (HeaderNames.Type, HeaderNames.RequestType), (HeaderNames.Source, "/me"),
            (HeaderNames.Model, "echo"), (HeaderNames.Priority, "2"), (HeaderNames.Tenant, "acme"), (HeaderNames.CorrelationId, "c"),
            (HeaderNames.ReplyTopic, harness.Kafka.Topics.Results), (HeaderNames.ReplyPartition, "3"), (HeaderNames.ContentType, ContentTypes.Avro),
        ];
        Assert.All(expected, header => Assert.Equal(header.Item2, request.Header(header.Item1)));
        var sent = DateTimeOffset.Parse(request.Header(HeaderNames.Time)!, CultureInfo.InvariantCulture);
        var expiry = DateTimeOffset.Parse(request.Header(HeaderNames.ExpiryTime)!, CultureInfo.InvariantCulture);
        Assert.True(sent >= before);
        Assert.Equal(TimeSpan.FromSeconds(20), expiry - sent);
    }

    [Fact]
    public async Task InferAsync_NoOptions_IdIsVersion7AndOptionalHeadersMissing()
    {
        await using var harness = await ClientHarness.StartAsync(kafka, Responder.Echo);

        var result = await harness.InferAsync();

        Assert.Equal(7, Guid.Parse(result.Id).Version);
        var request = Assert.Single(harness.Responder.Received);
        Assert.All([HeaderNames.ExpiryTime, HeaderNames.Priority, HeaderNames.Tenant, HeaderNames.CorrelationId], name => Assert.Null(request.Header(name)));
    }

    [Fact]
    public async Task InferAsync_AnsweredThreeTimes_FirstCountsAndRepeatsAreCounted()
    {
        await using var harness = await ClientHarness.StartAsync(kafka, request =>
        {
            var ok = Responder.Echo(request).Single();
            return [ok with { Worker = "first" }, ok with { Worker = "second" }, ok with { Worker = "third" }];
        });

        var result = await harness.InferAsync();

        Assert.Equal("first", result.Worker);
        await Eventually.BecomesTrueAsync(() => harness.Client.Repeats == 2, "both repeats are counted");
        Assert.Equal(0, harness.Client.LateReplies);
    }

    [Fact]
    public async Task InferAsync_NoAnswer_TimesOutAndTheLateReplyIsCountedOnce()
    {
        await using var harness = await ClientHarness.StartAsync(kafka, _ => []);

        var thrown = await Assert.ThrowsAsync<TimeoutException>(
            () => harness.InferAsync(new InferOptions { Timeout = TimeSpan.FromMilliseconds(50), Grace = TimeSpan.FromMilliseconds(50) }));

        Assert.Contains(harness.Kafka.Topics.Requests("echo"), thrown.Message, StringComparison.Ordinal);
        await Eventually.BecomesTrueAsync(() => harness.Responder.Received.Count == 1, "the request arrives");
        var late = harness.Responder.Received.Single();
        harness.Responder.Publish(late, Responder.Echo(late).Single());
        harness.Responder.Publish(late, Responder.Echo(late).Single());
        await Eventually.BecomesTrueAsync(() => harness.Client is { LateReplies: 1, Repeats: 1 }, "one late reply and one repeat are counted");
    }

    [Fact]
    public async Task InferAsync_Cancelled_StopsWaitingAndTheReplyIsLate()
    {
        await using var harness = await ClientHarness.StartAsync(kafka, _ => []);
        using var cancel = new CancellationTokenSource();
        var waiting = harness.InferAsync(cancellationToken: cancel.Token);
        await Eventually.BecomesTrueAsync(() => harness.Responder.Received.Count == 1, "the request arrives");

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        var late = harness.Responder.Received.Single();
        harness.Responder.Publish(late, Responder.Echo(late).Single());
        await Eventually.BecomesTrueAsync(() => harness.Client.LateReplies == 1, "the reply is counted as late");
    }

    [Fact]
    public async Task InferAsync_UnknownModel_ModelNotFoundWithoutATrip()
    {
        await using var harness = await ClientHarness.StartAsync(kafka, Responder.Echo);

        var result = await harness.Client.InferAsync("nobody", [ClientHarness.Floats(1)]);

        Assert.Equal(Outcome.ModelNotFound, result.Outcome);
        Assert.Contains("'nobody'", result.Reason, StringComparison.Ordinal);
        Assert.Equal(Outcome.Ok, (await harness.InferAsync()).Outcome);
        Assert.Single(harness.Responder.Received);
    }

    [Fact]
    public async Task InferAsync_OverTheRecordLimit_InvalidWithSizeAndLimit()
    {
        await using var harness = await ClientHarness.StartAsync(kafka, Responder.Echo);

        var result = await harness.Client.InferAsync(ClientHarness.Model, [ClientHarness.Floats(new float[300_000])]);

        Assert.Equal(Outcome.Invalid, result.Outcome);
        Assert.Matches(@"record of 1200\d\d\d bytes .* limit of 1000000 bytes", result.Reason);
    }

    [Theory]
    [InlineData(Outcome.Expired)]
    [InlineData(Outcome.Rejected)]
    [InlineData(Outcome.RuntimeError)]
    public async Task InferAsync_NotOk_IsAnOutcomeWithItsReason(Outcome outcome)
    {
        await using var harness = await ClientHarness.StartAsync(
            kafka, request => [new InferenceResult(request.Value.Id, request.Value.Model, outcome) { Reason = "because" }]);

        var result = await harness.InferAsync();

        Assert.Equal((outcome, "because"), (result.Outcome, result.Reason));
    }

    [Theory]
    [InlineData("EXPIRED", Outcome.Expired)]
    [InlineData("OK", Outcome.RuntimeError)]
    public async Task InferAsync_ResultCannotBeRead_OutcomeOfTheHeaders(string status, Outcome expected)
    {
        await using var harness = await ClientHarness.StartAsync(kafka, _ => []);
        var waiting = harness.InferAsync();
        await Eventually.BecomesTrueAsync(() => harness.Responder.Received.Count == 1, "the request arrives");

        harness.Responder.Publish(harness.Responder.Received.Single(), [1, 2, 3], status);

        var result = await waiting.WaitAsync(Eventually.Patience);
        Assert.Equal((expected, 1, "responder"), (result.Outcome, result.Attempts, result.Worker));
        Assert.Contains("cannot be read", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InferAsync_TwoClientsOnOnePartition_EachGetsItsOwn()
    {
        await using var harness = await ClientHarness.StartAsync(kafka, Responder.Echo, new InferenceClientOptions { ReplyPartition = 0 });
        await using var other = await InferenceClient.ConnectAsync(harness.Kafka, new InferenceClientOptions { ReplyPartition = 0 });

        var mine = Enumerable.Range(0, 50).Select(i => harness.Client.InferAsync(ClientHarness.Model, [ClientHarness.Floats(i)])).ToList();
        var theirs = Enumerable.Range(0, 50).Select(i => other.InferAsync(ClientHarness.Model, [ClientHarness.Floats(-i)])).ToList();

        var answers = await Task.WhenAll(mine.Concat(theirs));
        Assert.Equal(
            Enumerable.Range(0, 50).Select(i => (float)i).Concat(Enumerable.Range(0, 50).Select(i => (float)-i)),
            answers.Select(a => BitConverter.ToSingle(a.Outputs.Single().Data.Span)));
        Assert.Equal((0, 0, 0, 0), (harness.Client.Repeats, harness.Client.LateReplies, other.Repeats, other.LateReplies));
    }

    [Fact]
    public async Task InferAsync_IdInFlight_Refused()
    {
        await using var harness = await ClientHarness.StartAsync(kafka, _ => []);
        var first = harness.InferAsync(new InferOptions { RequestId = "same" });

        var thrown = await Assert.ThrowsAsync<InferenceClientException>(() => harness.InferAsync(new InferOptions { RequestId = "same" }));

        Assert.Contains("'same'", thrown.Message, StringComparison.Ordinal);
        Assert.False(first.IsCompleted);
        await harness.Client.DisposeAsync();
        await Assert.ThrowsAsync<InferenceClientException>(() => first);
    }

    [Fact]
    public async Task InferAsync_InFlightLimitReached_SecondGoesWhenTheFirstIsAnswered()
    {
        await using var harness = await ClientHarness.StartAsync(kafka, _ => [], new InferenceClientOptions { InFlightRequestsMax = 1 });
        var first = harness.InferAsync();
        var second = harness.InferAsync(new InferOptions { RequestId = "second" });
        await Eventually.BecomesTrueAsync(() => harness.Responder.Received.Count == 1, "the first request arrives");
        Assert.NotEqual("second", harness.Responder.Received.Single().Value.Id);

        var held = harness.Responder.Received.Single();
        harness.Responder.Publish(held, Responder.Echo(held).Single());

        Assert.Equal(Outcome.Ok, (await first).Outcome);
        await Eventually.BecomesTrueAsync(() => harness.Responder.Received.Count == 2, "the second request arrives");
        held = harness.Responder.Received.Last();
        harness.Responder.Publish(held, Responder.Echo(held).Single());
        Assert.Equal("second", (await second).Id);
    }
}
