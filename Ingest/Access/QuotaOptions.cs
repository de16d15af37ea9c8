namespace Shepherd.Ingest.Access;

/// <summary>What one caller may send.</summary>
public sealed record QuotaOptions
{
    /// <summary>Highest rate and burst that are told apart from none.</summary>
    internal const double RateMax = 1_000_000;

    /// <summary>Requests per second in the long run; null: no limit.</summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>Requests at once after a rest; null: one second's, at least 1.</summary>
    public int? Burst { get; init; }

    /// <summary>Requests without an answer at a time; null: no limit.</summary>
    public int? InFlight { get; init; }

    /// <summary><see cref="Burst"/>, or what stands for it.</summary>
    internal int BurstOrDefault => Burst ?? (int)Math.Max(1, Math.Ceiling(RequestsPerSecond ?? 1));

    /// <summary>Says what is wrong, or null.</summary>
    internal string? FindFault()
    {
        if (RequestsPerSecond is { } rate && !(rate is > 0 and <= RateMax))
            return $"requests_per_second is {rate}; it is above 0 and at most {RateMax:0}";
        if (Burst is < 1 or > (int)RateMax)
            return $"burst is {Burst}; it is 1 to {RateMax:0}";
        return InFlight is < 1 ? $"in_flight is {InFlight}; it is at least 1" : null;
    }
}
