using Shepherd.Cli.Demo;
using Shepherd.Cli.Ocr;

namespace Shepherd.Cli.Tests.Ocr;

public class OcrPipelineTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const double AccuracyMin = 0.95;

    // The model drops a space here and there, which weighs more in a short text.
    private const double SampleAccuracyMin = 0.9;

    [SkippableFact]
    public async Task ReadAsync_AllSamples_ReadsTheKnownTexts()
    {
        var weights = Weights.Find();
        Skip.If(weights is null, "the weights are not here: run eng/models.sh");
        await using var client = new ReferenceClient(weights);
        var pipeline = new OcrPipeline(client, weights.Alphabet, new OcrOptions());
        var all = new TextAccuracy();
        foreach (var sample in SampleSet.Load(Repository.Samples))
        {
            var page = await pipeline.ReadAsync(sample.Picture, CancellationToken.None);
            var one = new TextAccuracy();
            one.Add(page.Text, sample.KnownText);
            all.Add(page.Text, sample.KnownText);
            output.WriteLine($"{sample.Name}: {one.Value:F4}, {page.Requests} requests\n{page.Text}\n");
            Assert.Equal(Schemas.Outcome.Ok, page.Outcome);
            Assert.True(one.Value >= SampleAccuracyMin, $"{sample.Name}: accuracy {one.Value:F3}, read:\n{page.Text}");
        }

        Assert.True(all.Value >= AccuracyMin, $"accuracy {all.Value:F4}");
    }
}
