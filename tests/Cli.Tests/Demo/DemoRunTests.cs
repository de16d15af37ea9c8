using Shepherd.Cli.Demo;
using Shepherd.Cli.Ocr;
using Shepherd.Cli.Tests.Ocr;
using Shepherd.Schemas;

namespace Shepherd.Cli.Tests.Demo;

public class DemoRunTests
{
    private static readonly Sample[] Samples = [.. Enumerable.Range(0, 3).Select(i => new Sample($"{i}.png", Picture.Blank(96, 64), ["ab"]))];

    private readonly StepClock _clock = new();
    private readonly RecordingView _view = new();

    [Fact]
    public async Task RunAsync_Passes_ReadsEverySampleSoOften()
    {
        await using var client = new ScriptedClient { Before = Step };
        var summary = await Run(client, new DemoOptions { Passes = 3 });

        Assert.Equal((27, 0, 1.0), (summary.Requests, summary.Lost, summary.CharAccuracy));
        Assert.Equal(27, summary.Outcomes["OK"]);
        Assert.Equal(9, _view.Results.Count);
        Assert.Equal(3, _view.Results.Count(r => r.Sample.Name == "1.png"));
        Assert.Equal(1, _view.Fraction);
        // 27 requests, 10 ms each: the clock stands still otherwise.
        Assert.Equal(100, summary.GoodputRps);
    }

    [Fact]
    public async Task RunAsync_LostRequest_IsCountedAndTheOthersGoOn()
    {
        await using var client = new ScriptedClient { Before = Step }.Fail(OcrModels.Recognition, new TimeoutException("no worker answered"));
        var summary = await Run(client, new DemoOptions { Passes = 1 });

        Assert.Equal((9, 3, 0.0), (summary.Requests, summary.Lost, summary.CharAccuracy));
        Assert.All(_view.Results, r => Assert.Contains("LOST · no worker answered", r.Headline, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_Load_OffersTheRateForTheDuration()
    {
        await using var client = new ScriptedClient();
        var summary = await Run(client, new DemoOptions { Load = new LoadOptions(TimeSpan.FromSeconds(20), 30) });

        // 3 requests a picture: 10 pictures a second for 20 s; the warm-up is not counted.
        Assert.Equal(600, summary.Requests);
        Assert.Equal(609, client.Requests);
        Assert.Equal(0, summary.Lost);
        Assert.Empty(_view.Results);
    }

    [Fact]
    public async Task RunAsync_SlowWorkers_KeepsTheBoundOfPicturesUnderWay()
    {
        const int warmUp = 9;
        var full = new TaskCompletionSource();
        int asked = 0, underWay = 0, underWayMax = 0;
        await using var client = new ScriptedClient
        {
            // After the warm-up nothing is answered until the bound is reached: it ends only if it is.
            Before = async _ =>
            {
                var number = Interlocked.Increment(ref asked);
                lock (full)
                    underWayMax = Math.Max(underWayMax, ++underWay);
                if (number == warmUp + LoadGenerator.PicturesInFlightMax)
                    full.SetResult();
                if (number > warmUp)
                    await full.Task;
                lock (full)
                    underWay--;
            },
        };
        await Run(client, new DemoOptions { Load = new LoadOptions(TimeSpan.FromSeconds(100), 3) });

        Assert.Equal(LoadGenerator.PicturesInFlightMax, underWayMax);
        Assert.Equal((100 * 3) + warmUp, client.Requests);
    }

    [Fact]
    public async Task RunAsync_LostInTheWarmUp_IsLost()
    {
        var fails = 1;
        await using var client = new ScriptedClient().On(OcrModels.Angle, _ => Interlocked.Exchange(ref fails, 0) == 1
            ? Task.FromException<InferenceResult>(new TimeoutException("no worker answered"))
            : Task.FromResult(new InferenceResult("", OcrModels.Angle, Outcome.Ok) { Outputs = [ScriptedClient.Floats("p", 1, 0)] }));
        var summary = await Run(client, new DemoOptions { Load = new LoadOptions(TimeSpan.FromSeconds(2), 30) });

        Assert.Equal(1, summary.Lost);
    }

    [Fact]
    public async Task RunAsync_Stopped_SumsUpWhatEnded()
    {
        using var stop = new CancellationTokenSource();
        var asked = 0;
        await using var client = new ScriptedClient
        {
            Before = async token =>
            {
                if (Interlocked.Increment(ref asked) > 9)
                    await stop.CancelAsync();
                token.ThrowIfCancellationRequested();
            },
        };
        var summary = await Run(client, new DemoOptions { Passes = 100 }, stop.Token);

        Assert.Equal(0, summary.Lost);
        Assert.InRange(summary.Requests, 1, 9);
        Assert.Contains(_view.Lines, line => line.StartsWith("stopped early; ", StringComparison.Ordinal));
    }

    private Task<DemoSummary> Run(ScriptedClient client, DemoOptions options, CancellationToken cancellationToken = default) =>
        new DemoRun(client, ScriptedClient.Abc, Samples, _clock).RunAsync(options, _view, cancellationToken).WaitAsync(TimeSpan.FromMinutes(2), CancellationToken.None);

    private Task Step(CancellationToken cancellationToken)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(10));
        return Task.CompletedTask;
    }
}
