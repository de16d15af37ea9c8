using Shepherd.Client;
using Shepherd.Schemas;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Kafka.Tests.Pipeline;

/// <summary>Requests through Kafka and a real worker, and back.</summary>
[Collection(PipelineCollection.Name)]
public sealed class PipelineTests(PipelineFixture pipeline)
{
    [SkippableFact]
    public async Task InferAsync_ManyAtOnce_AllAnsweredOnce()
    {
        _ = PipelineFixture.Models;
        await using var client = await InferenceClient.ConnectAsync(pipeline.Options);
        var options = new InferOptions { Timeout = TimeSpan.FromSeconds(60) };
        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => client.InferAsync(PipelineFixture.Angle, [PipelineFixture.AngleInput((byte)i)], options)));
        Assert.All(results, r => Assert.Equal((Outcome.Ok, ""), (r.Outcome, r.Reason)));
        Assert.Equal(200, results.Select(r => r.Id).Distinct().Count());
        Assert.All(results, r => Assert.Equal(["worker", "1"], [r.Worker, r.ModelVersion]));
        Assert.All(results, r => Assert.Equal([1, 2], Assert.Single(r.Outputs).Shape));
        // Softmax: the two probabilities of each sum to 1.
        Assert.All(results, r => Assert.Equal(1f, BitConverter.ToSingle(r.Outputs[0].Data.Span) + BitConverter.ToSingle(r.Outputs[0].Data.Span[4..]), 3));
    }

    [SkippableFact]
    public async Task InferAsync_SameInputInBatchesAndAlone_SameAnswer()
    {
        _ = PipelineFixture.Models;
        await using var client = await InferenceClient.ConnectAsync(pipeline.Options);
        var options = new InferOptions { Timeout = TimeSpan.FromSeconds(60) };
        var alone = await client.InferAsync(PipelineFixture.Angle, [PipelineFixture.AngleInput(77)], options);
        var crowd = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => client.InferAsync(PipelineFixture.Angle, [PipelineFixture.AngleInput(i % 2 == 0 ? (byte)77 : (byte)i)], options)));
        var expected = BitConverter.ToSingle(alone.Outputs[0].Data.Span);
        for (var i = 0; i < crowd.Length; i += 2)
            Assert.Equal(expected, BitConverter.ToSingle(crowd[i].Outputs[0].Data.Span), 4);
    }

    [SkippableFact]
    public async Task Offsets_AfterTheResults_AreCommittedToTheModelGroup()
    {
        _ = PipelineFixture.Models;
        await using (var client = await InferenceClient.ConnectAsync(pipeline.Options))
            await client.InferAsync(PipelineFixture.Angle, [PipelineFixture.AngleInput()], new InferOptions { Timeout = TimeSpan.FromSeconds(60) });
        await Eventually.BecomesTrueAsync(
            () => GroupOffsets.Lag(pipeline.Options, PipelineFixture.Angle) == 0,
            "everything in the request topic is committed to the model group");
    }

    [SkippableFact]
    public async Task Result_OfAPlainRecord_CarriesTheHeadersThatReadersNeed()
    {
        _ = PipelineFixture.Models;
        var reply = $"{pipeline.Options.Topics.Prefix}.replies";
        await pipeline.Kafka.CreateTopicAsync(reply, 3);
        await KafkaRecords.ProduceAsync(
            pipeline.Options,
            pipeline.Options.Topics.Requests(PipelineFixture.Angle),
            Requests.Avro("", PipelineFixture.Angle, PipelineFixture.AngleInput()),
            headers:
            [
                (HeaderNames.Id, "r-1"), (HeaderNames.CorrelationId, "c-1"), (HeaderNames.ReplyTopic, reply), (HeaderNames.ReplyPartition, "2"),
                (HeaderNames.TimeoutMs, "60000"), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("x-mine", "kept"), ("shepherd-other", "not kept"),
            ]);
        var record = Assert.Single(await KafkaRecords.ReadUntilAsync(pipeline.Options, reply, r => r.Count >= 1));
        Assert.Equal(2, record.Partition.Value);
        Assert.Equal("r-1", record.Message.Key);
        Assert.Equal("OK", record.Header(HeaderNames.Status));
        Assert.Equal("r-1", record.Header(HeaderNames.CausationId));
        Assert.Equal("c-1", record.Header(HeaderNames.CorrelationId));
        Assert.Equal("1", record.Header(HeaderNames.Attempts));
        Assert.Equal("worker", record.Header(HeaderNames.Worker));
        Assert.True(Epoch.TryParse(record.Header(HeaderNames.Epoch), out var epoch) && epoch.Number >= 1);
        Assert.Equal("kept", record.Header("x-mine"));
        Assert.StartsWith("00-0af7651916cd43dd", record.Header("traceparent"), StringComparison.Ordinal);
        Assert.Null(record.Header("shepherd-other"));
        var result = ResultCodec.Decode(record.Message.Value, record.Header(HeaderNames.ContentType));
        Assert.Equal(("r-1", Outcome.Ok), (result.Id, result.Outcome));
    }
}
