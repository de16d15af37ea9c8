namespace Shepherd.Core.Nexus;

/// <summary>How Nexus (SOSP'19) plans and runs. The defaults are the published ones.</summary>
public sealed record NexusOptions
{
    /// <summary>Time between plans. Default 30 s.</summary>
    public long EpochNs { get; init; } = 30_000_000_000;

    /// <summary>Time between looks at the rates. Default 1 s.</summary>
    public long CheckNs { get; init; } = 1_000_000_000;

    /// <summary>Least time between plans when the rates have moved; the rates are the mean of this time. Default 10 s.</summary>
    public long EarlyEpochNs { get; init; } = 10_000_000_000;

    /// <summary>A rate below this share of the planned one asks for a plan. Default 0.8.</summary>
    public double LowRate { get; init; } = 0.8;

    /// <summary>A rate above this share of the planned one asks for a plan. Default 1.1.</summary>
    public double HighRate { get; init; } = 1.1;

    /// <summary>Which requests are given up for a batch. Default <see cref="NexusDrop.Window"/>.</summary>
    public NexusDrop Drop { get; init; } = NexusDrop.Window;

    /// <summary>Plans for the largest common multiple of the measured rates that the devices carry. Default true; false: for the rates themselves, on as few devices as will do, as where devices are paid for singly.</summary>
    public bool UsesAllDevices { get; init; } = true;

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (CheckNs <= 0 || EarlyEpochNs < CheckNs || EpochNs < EarlyEpochNs)
            return $"check ({CheckNs} ns), early epoch ({EarlyEpochNs} ns) and epoch ({EpochNs} ns) must be positive and ascend";
        // A ring of windows a second apart is kept per model.
        if (EarlyEpochNs / CheckNs > 10_000)
            return $"early epoch: {EarlyEpochNs} ns is more than 10000 checks of {CheckNs} ns";
        return LowRate is >= 0 and < 1 && HighRate > 1 ? null : $"low rate ({LowRate}) must be in [0, 1) and high rate ({HighRate}) above 1";
    }
}

/// <summary>Which waiting requests a device gives up.</summary>
public enum NexusDrop
{
    /// <summary>Early drop: those in whose time no batch of the target size, or of all that wait where they are fewer, can run.</summary>
    Window,

    /// <summary>Lazy drop: those that are late even alone; the most urgent of the others then limits the batch.</summary>
    Earliest,
}
