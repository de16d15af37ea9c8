namespace Shepherd.Cli.Demo;

/// <summary>What the demo is to do.</summary>
internal sealed record DemoOptions
{
    /// <summary>How often to read all samples, where no steady load is asked for.</summary>
    public int Passes { get; init; } = 1;

    /// <summary>The steady load; null: read the samples <see cref="Passes"/> times.</summary>
    public LoadOptions? Load { get; init; }

    /// <summary>Time that each request may take: what "in time" means for goodput.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>A steady load.</summary>
/// <param name="Duration">How long pictures are launched.</param>
/// <param name="RatePerSecond">Inference requests a second, on average over the samples.</param>
/// <param name="Seed">Launches at random instants (Poisson) drawn from this seed; null: evenly.</param>
internal sealed record LoadOptions(TimeSpan Duration, double RatePerSecond, int? Seed = null);
