using static System.FormattableString;

namespace Shepherd.Core.Rebalancing;

/// <summary>When a move is worth it.</summary>
public sealed record RebalancingOptions
{
    /// <summary>How long a placement is expected to last, seconds: what it wins is reckoned over that. Default 60, the plan period.</summary>
    public double PeriodS { get; init; } = 60;

    /// <summary>A partition that moved stays so long, nanoseconds, whatever the load; who lost its owner, or whose owner leaves, moves all the same. Default 60 s: load that swings faster is not followed.</summary>
    public long DwellNs { get; init; } = 60_000_000_000;

    /// <summary>Load of a device beyond which requests are late. Default 0.8, as HERD's.</summary>
    public double LoadMax { get; init; } = 0.8;

    /// <summary>What an uneven load below the limit costs, in devices for each device at full load. Default 0.5: a burst finds room in proportion to what is free.</summary>
    public double ImbalanceWeight { get; init; } = 0.5;

    /// <summary>Some worker's load must fall by that much for the load to be a reason to move. Default 0.05, beyond what the forecast's own noise makes of a steady load.</summary>
    public double Hysteresis { get; init; } = 0.05;

    /// <summary>A move must win so many times what it costs. Default 1.5: costs and gains are estimates.</summary>
    public double GainFactor { get; init; } = 1.5;

    /// <summary>How long a partition's requests wait while it changes hands, seconds: its drain. Default 0.1; the planner measures it.</summary>
    public double DrainS { get; init; } = 0.1;

    /// <summary>Fixed cost of moving one partition, device-seconds. Default 0.002: commit, two plans, a fetch position.</summary>
    public double MoveDeviceS { get; init; } = 0.002;

    /// <summary>Of loading a group whose time is not known yet, milliseconds. Default 3,000.</summary>
    public double LoadMsDefault { get; init; } = 3_000;

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (!(PeriodS > 0) || DwellNs < 0)
            return Invariant($"rebalancing: a period of {PeriodS} s and a dwell of {DwellNs} ns; the period must be positive, the dwell not negative");
        if (!(LoadMax > 0) || !(ImbalanceWeight >= 0) || !(Hysteresis >= 0) || !(GainFactor >= 0))
            return Invariant($"rebalancing: a load limit of {LoadMax}, an imbalance weight of {ImbalanceWeight}, a hysteresis of {Hysteresis}, a gain factor of {GainFactor}: the limit must be positive, none negative");
        return DrainS >= 0 && MoveDeviceS >= 0 && LoadMsDefault >= 0 ? null : Invariant($"rebalancing: a drain of {DrainS} s, {MoveDeviceS} device-s a move, {LoadMsDefault} ms a load; none may be negative");
    }
}
