using Shepherd.Cli.Demo;
using Shepherd.Cli.Ocr;
using Shepherd.Schemas;

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
            Assert.Equal(Outcome.Ok, page.Outcome);
            Assert.True(one.Value >= SampleAccuracyMin, $"{sample.Name}: accuracy {one.Value:F3}, read:\n{page.Text}");
        }

        Assert.True(all.Value >= AccuracyMin, $"accuracy {all.Value:F4}");
    }

    [Fact]
    public async Task ReadAsync_OneLine_AsksEachModelOnce()
    {
        await using var client = new ScriptedClient();
        var page = await Pipeline(client).ReadAsync(Picture.Blank(96, 64), CancellationToken.None);

        Assert.Equal((Outcome.Ok, "", "ab", 3), (page.Outcome, page.Reason, page.Text, page.Requests));
        Assert.Equal(3, client.Requests);
    }

    [Fact]
    public async Task ReadAsync_Options_GoWithEveryRequest()
    {
        await using var client = new ScriptedClient();
        await new OcrPipeline(client, ScriptedClient.Abc, new OcrOptions { Timeout = TimeSpan.FromSeconds(7), Priority = 2 }).ReadAsync(Picture.Blank(96, 64), CancellationToken.None);

        Assert.Equal((TimeSpan.FromSeconds(7), 2), (client.LastOptions!.Timeout, client.LastOptions.Priority));
    }

    [Theory]
    [InlineData(OcrModels.Detection, Outcome.Rejected, 1)]
    [InlineData(OcrModels.Angle, Outcome.Expired, 2)]
    [InlineData(OcrModels.Recognition, Outcome.RuntimeError, 3)]
    public async Task ReadAsync_StageNotOk_GivesThePageItsOutcomeAndReason(string model, Outcome outcome, int requests)
    {
        await using var client = new ScriptedClient().On(model, outcome, "the queue is full");
        var page = await Pipeline(client).ReadAsync(Picture.Blank(96, 64), CancellationToken.None);

        Assert.Equal((outcome, $"{model}: the queue is full", "", requests), (page.Outcome, page.Reason, page.Text, page.Requests));
    }

    [Theory]
    [InlineData(OcrModels.Detection, "UINT8 [1,1,64,96]")]
    [InlineData(OcrModels.Angle, "FP32 [1,2]")]
    [InlineData(OcrModels.Recognition, "INT32 '<output>.index'")]
    public async Task ReadAsync_OutputOfAnotherKind_NamesWhatCameAndWhatWasWanted(string model, string wanted)
    {
        await using var client = new ScriptedClient().On(model, Outcome.Ok, "", ScriptedClient.Floats("other", 1, 2, 3));
        var page = await Pipeline(client).ReadAsync(Picture.Blank(96, 64), CancellationToken.None);

        Assert.Equal(Outcome.RuntimeError, page.Outcome);
        Assert.Contains($"{model} answered 'other' FP32 [1,3] instead of {wanted}", page.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_ClassOutsideTheAlphabet_SaysThatVersionsDiffer()
    {
        await using var client = new ScriptedClient().On(OcrModels.Recognition, Outcome.Ok, "", ScriptedClient.Indices("t.index", 5), ScriptedClient.Floats("t.score", 1));
        var page = await Pipeline(client).ReadAsync(Picture.Blank(96, 64), CancellationToken.None);

        Assert.Equal(Outcome.RuntimeError, page.Outcome);
        Assert.Contains("class 5, its characters.txt has 5", page.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_UnsureLine_IsLeftOut()
    {
        await using var client = new ScriptedClient().On(OcrModels.Recognition, Outcome.Ok, "", ScriptedClient.Indices("t.index", 1), ScriptedClient.Floats("t.score", 0.4f));
        var page = await Pipeline(client).ReadAsync(Picture.Blank(96, 64), CancellationToken.None);

        Assert.Equal((Outcome.Ok, ""), (page.Outcome, page.Text));
    }

    [Fact]
    public async Task ReadAsync_LineOnItsHead_IsTurned()
    {
        await using var client = new ScriptedClient().On(OcrModels.Angle, Outcome.Ok, "", ScriptedClient.Floats("p", 0.05f, 0.95f));
        var page = await Pipeline(client).ReadAsync(Picture.Blank(96, 64), CancellationToken.None);

        Assert.Equal(-1f, page.Rows.Single().Single().Box.Along.X);
    }

    [Fact]
    public async Task ReadAsync_NoOutcome_Throws()
    {
        await using var client = new ScriptedClient().Fail(OcrModels.Angle, new TimeoutException("no worker"));

        await Assert.ThrowsAsync<TimeoutException>(() => Pipeline(client).ReadAsync(Picture.Blank(96, 64), CancellationToken.None));
    }

    [Theory]
    [InlineData(640, 448, 640, 448)]
    [InlineData(100, 30, 96, 32)]
    [InlineData(1, 1, 32, 32)]
    [InlineData(4000, 100, 960, 32)]
    [InlineData(25_000_000, 1, 960, 32)]
    public void DetectionSize_Picture_FitsModelAndRecord(int width, int height, int expectedWidth, int expectedHeight) =>
        Assert.Equal((expectedWidth, expectedHeight), OcrModels.DetectionSize(width, height));

    [Fact]
    public void DetectionSize_AnyPicture_StaysUnderTheRecordLimit()
    {
        var random = new Random(5);
        for (var i = 0; i < 2000; i++)
        {
            var (width, height) = OcrModels.DetectionSize(random.Next(1, 6000), random.Next(1, 6000));
            Assert.True(width % 32 == 0 && height % 32 == 0 && width >= 32 && height >= 32 && width * height * 3 <= 900_000, $"{width}x{height}");
        }
    }

    private static OcrPipeline Pipeline(ScriptedClient client) => new(client, ScriptedClient.Abc, new OcrOptions());
}
