namespace Shepherd.Core.Demand;

/// <summary>What one stream brings.</summary>
/// <param name="Stream">Its name.</param>
/// <param name="RateRps">Arrivals per second in the newest window.</param>
/// <param name="ForecastRps">Arrivals per second to plan for.</param>
/// <param name="Cv">Coefficient of variation of the gaps between arrivals, by how much neighbouring buckets differ; 1 where there are too few to say.</param>
/// <param name="Buckets">Full buckets that this rests on.</param>
/// <param name="Change">What became of it since the last reading.</param>
public sealed record StreamDemand(string Stream, double RateRps, double ForecastRps, double Cv, int Buckets, DemandChange Change = DemandChange.None);

/// <summary>A jump of the arrivals: the history before it counts no more.</summary>
public enum DemandChange
{
    /// <summary>As before.</summary>
    None,

    /// <summary>Far more than forecast, for several buckets.</summary>
    Burst,

    /// <summary>Far less than forecast, while another stream bursts: load that went elsewhere.</summary>
    Fall,
}

/// <summary>One look at all streams.</summary>
/// <param name="Streams">Those that were measured lately, by name.</param>
/// <param name="Stale">Those whose last measurement is too old to go by.</param>
public sealed record DemandReading(IReadOnlyList<StreamDemand> Streams, IReadOnlyList<string> Stale)
{
    /// <summary>Nothing measured.</summary>
    public static DemandReading None { get; } = new([], []);

    /// <summary>A stream burst: plan early.</summary>
    public bool HasBurst => Streams.Any(s => s.Change == DemandChange.Burst);

    /// <summary>A stream, or null where it was not measured.</summary>
    public StreamDemand? Find(string stream) => Streams.FirstOrDefault(s => s.Stream == stream);
}
