using Shepherd.Cli.Demo;

namespace Shepherd.Cli.Tests.Demo;

public class LaunchPacerTests
{
    [Fact]
    public void PauseAfter_NoSeed_IsRequestsOverRate() =>
        Assert.Equal(TimeSpan.FromMilliseconds(700), new LaunchPacer(30, null).PauseAfter(21));

    [Fact]
    public void PauseAfter_OneSeed_RepeatsAndKeepsTheMean()
    {
        var (a, b) = (new LaunchPacer(30, 42), new LaunchPacer(30, 42));
        var pauses = Enumerable.Range(0, 20_000).Select(_ => a.PauseAfter(15).TotalSeconds).ToList();

        Assert.Equal(pauses.Take(100), Enumerable.Range(0, 100).Select(_ => b.PauseAfter(15).TotalSeconds));
        // Exponential: mean and deviation are equal.
        var mean = pauses.Average();
        Assert.Equal(0.5, mean, 0.02);
        Assert.Equal(0.5, Math.Sqrt(pauses.Average(p => (p - mean) * (p - mean))), 0.02);
    }
}
