namespace Shepherd.Core.Symphony;

/// <summary>How Symphony (arXiv 2308.07470v2) decides.</summary>
public sealed record SymphonyOptions
{
    /// <summary>From when on a batch may start. Default <see cref="SymphonyMode.Frontrun"/>, the published one.</summary>
    public SymphonyMode Mode { get; init; } = SymphonyMode.Frontrun;

    /// <summary>Which requests are given up. Default <see cref="SymphonyDrop.Window"/>, the published one.</summary>
    public SymphonyDrop Drop { get; init; } = SymphonyDrop.Window;

    /// <summary>Time before the deadline by which a batch is to end. Default 0; the published 2.1 ms cover the answer's way back and the timers' jitter.</summary>
    public long MarginNs { get; init; }

    /// <summary>Length of a window of the rate meter. Default 50 ms, as published.</summary>
    public long RateWindowNs { get; init; } = 50_000_000;

    /// <summary>Windows that the rate is the mean of. Default 100, as published.</summary>
    public int RateWindows { get; init; } = 100;

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (MarginNs < 0)
            return $"margin: {MarginNs} ns is negative";
        return RateWindowNs <= 0 || RateWindows < 1 ? "the rate meter needs at least one window of positive length" : null;
    }
}

/// <summary>From when on a batch of b requests with the earliest deadline d may start; in every mode at the latest at d − l(b).</summary>
public enum SymphonyMode
{
    /// <summary>At once: not deferred, for comparison.</summary>
    Immediate,

    /// <summary>When it has the target size for the measured rate; else as <see cref="Frontrun"/>.</summary>
    TargetBatch,

    /// <summary>When the time in which a batch of the target size arrives has passed since the model's last start.</summary>
    TargetDelay,

    /// <summary>When one more request would no longer fit: d − l(b + 1).</summary>
    Frontrun,

    /// <summary>As late as it can: d − l(b).</summary>
    Latest,
}

/// <summary>Which waiting requests are given up although they could still be answered.</summary>
public enum SymphonyDrop
{
    /// <summary>Those in whose time no batch of the target size, or of all that wait where they are fewer, can run.</summary>
    Window,

    /// <summary>None: batches form around the most urgent request that can be answered.</summary>
    Timeout,
}
