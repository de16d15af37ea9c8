namespace Shepherd.Core.Shepherd;

/// <summary>How <see cref="ShepherdPolicy"/> decides. The defaults did best over the grid of workloads that docs/results.md shows.</summary>
public sealed record ShepherdOptions
{
    /// <summary>Time constant of a queue's measured rate, nanoseconds, where its SLO is not longer. Default 0.1 s: bursts are what overloads a group, so it follows them; from 0.03 to 0.2 s it makes little difference.</summary>
    public long RateWindowNs { get; init; } = 100_000_000;

    /// <summary>Share of the lanes' time that is promised to queues. Default 0.95: past it, waiting alone makes requests late.</summary>
    public double PromisedShare { get; init; } = 0.95;

    /// <summary>Longest SLOs over which the lanes' time is promised. Default 3: from 2 to 4 it makes little difference; over one it misses overload.</summary>
    public double PromisedSlos { get; init; } = 3;

    /// <summary>Load from which a group of one queue holds batches back. Default 0.85: below, lanes are idle often enough.</summary>
    public double DeferLoad { get; init; } = 0.85;

    /// <summary>Squared coefficient of variation of the gaps up to which arrivals count as steady. Default 2: bursts fill batches by themselves, and to hold back then wastes the lull.</summary>
    public double SteadyCv2 { get; init; } = 2;

    /// <summary>The one mode to follow; null, the default: the one that does best, by playing all of them through beside the real run, which costs the scheduler about six times the work.</summary>
    public ShepherdMode? Mode { get; init; }

    /// <summary>Time constant over which modes are compared, in longest SLOs. Default 20: a mode that fails shows it only after the few SLOs that its queues take to fill; from 5 to 100 it makes little difference.</summary>
    public double ShadowSlos { get; init; } = 20;

    /// <summary>Lost requests by which a mode must lead to be followed. Default 10: less is luck, more is learned late.</summary>
    public double LeadMin { get; init; } = 10;

    /// <summary>Lost requests by which <see cref="ShepherdMode.Pressing"/> must lead to be followed again. Default 3: the others lead only at times, and fail where what they put off does not drain.</summary>
    public double LeadBackMin { get; init; } = 3;

    /// <summary>Part of a waiting request that counts as lost where modes are compared. Default 0.2: what a mode puts off it may yet lose, and that shows too late in what it lost. 0.5 does worse, since batches come and go.</summary>
    public double WaitingLost { get; init; } = 0.2;

    /// <summary>Requests really lost, beyond those of the leading mode's own run, from which they count against it. Default 100: less is what the queues that the mode before left behind cost; from 40 to 100 it makes little difference.</summary>
    public double StrayMin { get; init; } = 100;

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (RateWindowNs < 1)
            return $"the rate window is {RateWindowNs} ns: it must be positive";
        if (!(ShadowSlos > 0) || !(LeadMin >= 0) || !(LeadBackMin >= 0) || !(WaitingLost >= 0) || !(StrayMin >= 0))
            return "modes are compared over a positive number of SLOs, and by a lead, a part of what waits and a count of lost requests that are not negative";
        return PromisedShare > 0 && PromisedSlos >= 1 && DeferLoad > 0 && SteadyCv2 >= 0 ? null : "the promised share and the load to defer from must be positive, the SLOs promised for at least 1, and the squared CV not negative";
    }
}
