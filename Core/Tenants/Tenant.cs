namespace Shepherd.Core.Tenants;

/// <summary>Somebody whose requests are accounted together.</summary>
/// <param name="Name">Name, as requests give it.</param>
public sealed record Tenant(string Name)
{
    /// <summary>More than any group answers: beyond, it is a mistake of units.</summary>
    private const double QuotaMax = 1e9;

    private const double WeightMax = 1e6;

    /// <summary>Share of the group in overload, in proportion to the sum of all weights. Default 1.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Requests a second that are taken, per scheduler; null for any number.</summary>
    public double? QuotaRps { get; init; }

    /// <summary>Requests that are taken at once after a pause. Default 0: one second of the quota.</summary>
    public int Burst { get; init; }

    /// <summary>Requests in flight at once, at most; null for any number. It holds where requests are taken in, before a scheduler sees them.</summary>
    public int? InFlightRecordsMax { get; init; }

    /// <summary>Bytes of those, at most; null for any number.</summary>
    public long? InFlightBytesMax { get; init; }

    /// <summary>The burst that holds, at least 1.</summary>
    public double BurstOrDefault => Math.Max(1, Burst > 0 ? Burst : QuotaRps ?? 0);

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (string.IsNullOrWhiteSpace(Name))
            return "a tenant needs a name";
        if (!(Weight > 0) || Weight > WeightMax)
            return $"tenant '{Name}': weight is {Weight}; it must be more than 0 and at most {WeightMax}";
        if (QuotaRps is { } quota && (!(quota > 0) || quota > QuotaMax))
            return $"tenant '{Name}': quota is {quota} requests/s; it must be more than 0 and at most {QuotaMax}";
        if (InFlightRecordsMax < 1)
            return $"tenant '{Name}': records is {InFlightRecordsMax}; it must be positive";
        if (InFlightBytesMax < 1)
            return $"tenant '{Name}': bytes is {InFlightBytesMax}; it must be positive";
        return Burst < 0 ? $"tenant '{Name}': burst is {Burst} requests; it must not be negative" : null;
    }
}
