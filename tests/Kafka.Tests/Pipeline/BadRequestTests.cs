using Confluent.Kafka;
using Shepherd.Client;
using Shepherd.Schemas;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Kafka.Tests.Pipeline;

/// <summary>Bad requests among good ones, on the running pipeline: each gets its typed outcome, its neighbours are untouched, the worker stays up.</summary>
[Collection(PipelineCollection.Name)]
public sealed class BadRequestTests(PipelineFixture pipeline)
{
    private string RequestTopic => pipeline.Options.Topics.Requests(PipelineFixture.Angle);

    [SkippableFact]
    public async Task Requests_AllKindsOfBadOnesAmongGoodOnes_EachGetsItsOutcome()
    {
        _ = PipelineFixture.Models;
        await using var client = await InferenceClient.ConnectAsync(pipeline.Options);
        var before = Enumerable.Range(0, 20).Select(_ => InferAsync(client)).ToList();
        foreach (var bad in BadRequest.All)
            await ProduceAsync(bad);
        var after = Enumerable.Range(0, 20).Select(_ => InferAsync(client)).ToList();

        Assert.All(await Task.WhenAll(before.Concat(after)), r => Assert.Equal(Outcome.Ok, r.Outcome));
        var results = await ReadResultsAsync();
        foreach (var bad in BadRequest.All)
        {
            var result = Assert.Single(results, r => r.Message.Key == bad.Id);
            var value = ResultCodec.Decode(result.Message.Value, result.Header(HeaderNames.ContentType));
            Assert.True(bad.Outcome == value.Outcome, $"{bad.Name}: {value.Outcome}, expected {bad.Outcome} ({value.Reason})");
            Assert.Equal(bad.Outcome.WireName(), result.Header(HeaderNames.Status));
            Assert.Contains(bad.Reason, value.Reason, StringComparison.Ordinal);
            Assert.NotEmpty(value.Reason);
        }
    }

    [SkippableFact]
    public async Task Requests_RefusedForGood_LieUnchangedInTheDeadLetterTopic()
    {
        _ = PipelineFixture.Models;
        var bad = BadRequest.All.Where(b => b.IsDeadLetter).Select(b => b with { Name = $"dead {b.Name}" }).ToList();
        var places = new Dictionary<string, TopicPartitionOffset>();
        foreach (var request in bad)
            places[request.Id] = await ProduceAsync(request);
        var letters = await KafkaRecords.ReadUntilAsync(
            pipeline.Options,
            TopicNames.DeadLetter(RequestTopic),
            read => bad.TrueForAll(b => read.Any(r => r.Message.Key == b.Id)));
        foreach (var request in bad)
        {
            var letter = letters.First(r => r.Message.Key == request.Id);
            Assert.Equal(request.Value, letter.Message.Value);
            Assert.All(request.Headers, h => Assert.Equal(h.Value, letter.Header(h.Name)));
            Assert.Equal(RequestTopic, letter.Header("shepherd-dlq-topic"));
            Assert.Equal(places[request.Id].Partition.Value, letter.Partition.Value);
            Assert.Equal(places[request.Id].Offset.Value, long.Parse(letter.Header("shepherd-dlq-offset")!, System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(request.Outcome.WireName(), letter.Header("shepherd-dlq-status"));
            Assert.Contains(request.Reason, letter.Header("shepherd-dlq-reason"), StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Requests_AllKindsOfBadOnes_DoNotHoldUpTheOffsets()
    {
        _ = PipelineFixture.Models;
        foreach (var bad in BadRequest.All)
            await ProduceAsync(bad with { Name = $"offset {bad.Name}" });
        await Eventually.BecomesTrueAsync(() => GroupOffsets.Lag(pipeline.Options, PipelineFixture.Angle) == 0, "bad requests are committed like good ones");
    }

    [SkippableFact]
    public async Task Request_WithoutDeadlineOrId_TakesTheModelsSloAndItsPlaceAsId()
    {
        _ = PipelineFixture.Models;
        var place = await KafkaRecords.ProduceAsync(pipeline.Options, RequestTopic, Requests.Avro("", PipelineFixture.Angle, PipelineFixture.AngleInput()));
        var id = $"{RequestTopic}/{place.Partition.Value}/{place.Offset.Value}";
        var results = await KafkaRecords.ReadUntilAsync(pipeline.Options, pipeline.Options.Topics.Results, read => read.Any(r => r.Message.Key == id));
        Assert.Equal("OK", results.First(r => r.Message.Key == id).Header(HeaderNames.Status));
    }

    [SkippableFact]
    public async Task Request_WhoseIdNoResultCouldCarry_IsInvalidUnderItsPlace()
    {
        _ = PipelineFixture.Models;
        var value = Requests.Avro("", PipelineFixture.Angle, PipelineFixture.AngleInput());
        var place = await KafkaRecords.ProduceAsync(pipeline.Options, RequestTopic, value, headers: [(HeaderNames.Id, new string('i', 400_000))]);
        var id = $"{RequestTopic}/{place.Partition.Value}/{place.Offset.Value}";
        var results = await KafkaRecords.ReadUntilAsync(pipeline.Options, pipeline.Options.Topics.Results, read => read.Any(r => r.Message.Key == id));
        Assert.Equal("INVALID", results.First(r => r.Message.Key == id).Header(HeaderNames.Status));
    }

    [SkippableFact]
    public async Task Request_WhoseReplyPartitionIsMissing_IsAnsweredOnTheDefaultTopic()
    {
        _ = PipelineFixture.Models;
        var reply = $"{pipeline.Options.Topics.Prefix}.narrow";
        await pipeline.Kafka.CreateTopicAsync(reply, 1);
        await KafkaRecords.ProduceAsync(
            pipeline.Options,
            RequestTopic,
            Requests.Avro("", PipelineFixture.Angle, PipelineFixture.AngleInput()),
            headers: [(HeaderNames.Id, "narrow"), (HeaderNames.ReplyTopic, reply), (HeaderNames.ReplyPartition, "7"), (HeaderNames.TimeoutMs, "60000")]);
        await AssertRedirectedAsync("narrow", reply);
    }

    [SkippableFact]
    public async Task Request_WhoseReplyTopicIsUnknown_IsAnsweredOnTheDefaultTopic()
    {
        _ = PipelineFixture.Models;
        var broker = pipeline.Kafka.RequireFaults();
        var reply = $"{pipeline.Options.Topics.Prefix}.gone";
        broker.CreateTopic(reply, 1);
        broker.SetTopicError(reply, ErrorCode.UnknownTopicOrPart);
        await KafkaRecords.ProduceAsync(
            pipeline.Options,
            RequestTopic,
            Requests.Avro("", PipelineFixture.Angle, PipelineFixture.AngleInput()),
            headers: [(HeaderNames.Id, "gone"), (HeaderNames.ReplyTopic, reply), (HeaderNames.TimeoutMs, "60000")]);
        await AssertRedirectedAsync("gone", reply);
    }

    private static Task<InferenceResult> InferAsync(InferenceClient client) =>
        client.InferAsync(PipelineFixture.Angle, [PipelineFixture.AngleInput()], new InferOptions { Timeout = TimeSpan.FromSeconds(60) });

    private async Task AssertRedirectedAsync(string id, string reply)
    {
        var results = await KafkaRecords.ReadUntilAsync(pipeline.Options, pipeline.Options.Topics.Results, read => read.Any(r => r.Message.Key == id));
        var result = results.First(r => r.Message.Key == id);
        Assert.Equal("OK", result.Header(HeaderNames.Status));
        Assert.Contains(reply, result.Header(HeaderNames.ReplyError), StringComparison.Ordinal);
    }

    private Task<TopicPartitionOffset> ProduceAsync(BadRequest bad) => KafkaRecords.ProduceAsync(
        pipeline.Options,
        RequestTopic,
        bad.Value,
        bad.Id,
        [(HeaderNames.Id, bad.Id), .. bad.Headers]);

    private Task<IReadOnlyList<ConsumeResult<string?, byte[]?>>> ReadResultsAsync() => KafkaRecords.ReadUntilAsync(
        pipeline.Options,
        pipeline.Options.Topics.Results,
        read => BadRequest.All.All(bad => read.Any(r => r.Message.Key == bad.Id)));
}
