using Shepherd.Client;
using Shepherd.Schemas;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Kafka.Tests.Pipeline;

/// <summary>Models at fault beside a good one: they are answered with the reason, the good one serves.</summary>
[Collection(PipelineCollection.Name)]
public sealed class RepositoryFaultTests(PipelineFixture pipeline)
{
    private const string Good = "good";

    [SkippableFact]
    public async Task Worker_BadConfigAndCorruptWeights_AnswersForThemAndServesTheGoodOne()
    {
        using var repository = new ScratchRepository();
        repository.Add(PipelineFixture.Angle, Good);
        repository.Add(PipelineFixture.Angle, "misconfigured", config => config.Replace("max_batch: 8", "max_batch: eight", StringComparison.Ordinal));
        repository.Add(PipelineFixture.Angle, "corrupt", weights: [1, 2, 3]);
        await using var hosts = await PipelineHosts.StartAsync(pipeline.Kafka, pipeline.Kafka.NewOptions(), repository.Root);

        await AssertNotFoundAsync(hosts, "misconfigured", "config.yaml", "max_batch", "eight");
        await AssertNotFoundAsync(hosts, "corrupt", "model.onnx");
        await using var client = await InferenceClient.ConnectAsync(hosts.Options);
        Assert.Equal(Outcome.Ok, (await InferAsync(client)).Outcome);
    }

    [SkippableFact]
    public async Task Worker_NothingLoads_EndsWithAnErrorThatNamesTheRepository()
    {
        using var repository = new ScratchRepository();
        repository.Add(PipelineFixture.Angle, "corrupt", weights: [1, 2, 3]);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => PipelineHosts.StartAsync(pipeline.Kafka, pipeline.Kafka.NewOptions(), repository.Root));
        Assert.Contains(repository.Root, failure.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Result_OverTheRecordLimit_IsARuntimeErrorThatSaysSo()
    {
        using var repository = new ScratchRepository();
        repository.Add(PipelineFixture.Angle, Good);
        repository.Add("ppocr-recognition", "unreduced", config => config[..config.IndexOf("    reduce:", StringComparison.Ordinal)]);
        await using var hosts = await PipelineHosts.StartAsync(pipeline.Kafka, pipeline.Kafka.NewOptions(), repository.Root);
        await using var client = await InferenceClient.ConnectAsync(hosts.Options);
        var options = new InferOptions { Timeout = TimeSpan.FromSeconds(60) };
        var result = await client.InferAsync("unreduced", [new Tensor("x", TensorDatatype.UInt8, [1, 48, 480, 3], new byte[48 * 480 * 3])], options);
        Assert.Equal(Outcome.RuntimeError, result.Outcome);
        Assert.Contains("record limit", result.Reason, StringComparison.Ordinal);
        Assert.Equal(1, result.Attempts);
        Assert.Equal(Outcome.Ok, (await InferAsync(client)).Outcome);
    }

    private static Task<InferenceResult> InferAsync(InferenceClient client) =>
        client.InferAsync(Good, [PipelineFixture.AngleInput()], new InferOptions { Timeout = TimeSpan.FromSeconds(60) });

    private static async Task AssertNotFoundAsync(PipelineHosts hosts, string model, params string[] reasons)
    {
        await KafkaRecords.ProduceAsync(
            hosts.Options,
            hosts.Options.Topics.Requests(model),
            Requests.Avro("", model, PipelineFixture.AngleInput()),
            headers: [(HeaderNames.Id, model)]);
        var results = await KafkaRecords.ReadUntilAsync(hosts.Options, hosts.Options.Topics.Results, read => read.Any(r => r.Message.Key == model));
        var record = results.First(r => r.Message.Key == model);
        var result = ResultCodec.Decode(record.Message.Value, record.Header(HeaderNames.ContentType));
        Assert.Equal(Outcome.ModelNotFound, result.Outcome);
        Assert.All(reasons, reason => Assert.Contains(reason, result.Reason, StringComparison.Ordinal));
    }
}
