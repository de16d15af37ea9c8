using Confluent.Kafka;
using Shepherd.Schemas;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Client.Tests;

/// <summary>Connecting, losing the broker, following the catalog, reading results, closing.</summary>
public sealed class InferenceClientLifeTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [SkippableFact]
    public async Task InferAsync_BrokerDownThenUp_AnswersCome()
    {
        _ = kafka.RequireFaults();
        using var own = new KafkaFixture();
        await using var harness = await ClientHarness.StartAsync(own, Responder.Echo);
        Assert.Equal(Outcome.Ok, (await harness.InferAsync()).Outcome);
        own.Embedded!.SetDown();
        var waiting = Enumerable.Range(0, 10).Select(_ => harness.InferAsync(new InferOptions { Timeout = Eventually.Patience })).ToList();
        Assert.DoesNotContain(waiting, w => w.IsCompleted);

        own.Embedded!.SetUp();

        Assert.All(await Task.WhenAll(waiting), result => Assert.Equal(Outcome.Ok, result.Outcome));
    }

    [SkippableFact]
    public async Task InferAsync_TopicForbidden_ExceptionNamesTheTopic()
    {
        var broker = kafka.RequireFaults();
        await using var harness = await ClientHarness.StartAsync(kafka, Responder.Echo);
        broker.SetTopicError(harness.Kafka.Topics.Requests("echo"), ErrorCode.TopicAuthorizationFailed);

        var thrown = await Assert.ThrowsAsync<InferenceClientException>(() => harness.InferAsync());

        Assert.Contains(harness.Kafka.Topics.Requests("echo"), thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DisposeAsync_RequestWaits_FailsClearly()
    {
        await using var harness = await ClientHarness.StartAsync(kafka, _ => []);
        var waiting = harness.InferAsync();

        await harness.Client.DisposeAsync();

        Assert.Contains("closed", (await Assert.ThrowsAsync<InferenceClientException>(() => waiting)).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => harness.InferAsync());
    }

    [Fact]
    public async Task ConnectAsync_NoTopics_NamesTheMissingOne()
    {
        var options = kafka.NewOptions();

        var thrown = await Assert.ThrowsAsync<InferenceClientException>(
            () => InferenceClient.ConnectAsync(options, new InferenceClientOptions { ConnectTimeout = TimeSpan.FromMilliseconds(500) }));

        Assert.Contains(options.Topics.Results, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectAsync_ReservedSetting_Refused()
    {
        var options = kafka.Options with { Properties = new Dictionary<string, string> { ["acks"] = "0" } };

        Assert.Contains("acks", (await Assert.ThrowsAsync<ArgumentException>(() => InferenceClient.ConnectAsync(options))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindModel_AddedAfterConnecting_IsFound()
    {
        await using var harness = await ClientHarness.StartAsync(kafka, Responder.Echo);
        Assert.Null(harness.Client.FindModel("new"));

        await Responder.AddModelAsync(harness.Kafka, "new", ClientHarness.Model);

        await Eventually.BecomesTrueAsync(() => harness.Client.FindModel("new") is not null, "the new model shows");
        await KafkaRecords.ProduceAsync(harness.Kafka, harness.Kafka.Topics.Catalog, null, "new");
        await Eventually.BecomesTrueAsync(() => harness.Client.FindModel("new") is null, "the removed model goes");
    }

    [Fact]
    public async Task ReadResultsAsync_RepeatedResults_EachIdOnceFromNowOn()
    {
        await using var harness = await ClientHarness.StartAsync(kafka, request => [.. Responder.Echo(request), .. Responder.Echo(request)]);
        await harness.InferAsync(new InferOptions { RequestId = "before" });
        await Eventually.BecomesTrueAsync(() => harness.Client.Repeats == 1, "the repeat of the first is there");
        using var limit = new CancellationTokenSource(Eventually.Patience);
        var stream = harness.Client.ReadResultsAsync(cancellationToken: limit.Token);
        foreach (var id in (string[])["a", "b", "c"])
            await harness.InferAsync(new InferOptions { RequestId = id });

        var read = new List<string>();
        await foreach (var result in stream)
        {
            read.Add(result.Id);
            if (read.Count == 3)
                break;
        }

        Assert.Equal(["a", "b", "c"], read);
    }
}
