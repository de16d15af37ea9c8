namespace Shepherd.Cli.Demo;

/// <summary>Says how long after a picture the next is launched, so that requests come at the wanted rate.</summary>
internal sealed class LaunchPacer(double ratePerSecond, int? seed)
{
    private readonly Random? _random = seed is { } value ? new Random(value) : null;

    /// <summary>The pause that a picture of so many requests is worth; drawn from an exponential distribution of that mean when there is a seed.</summary>
    public TimeSpan PauseAfter(int requests)
    {
        var mean = requests / ratePerSecond;
        return TimeSpan.FromSeconds(_random is null ? mean : -Math.Log(1 - _random.NextDouble()) * mean);
    }
}
