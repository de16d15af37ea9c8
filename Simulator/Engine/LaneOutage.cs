namespace Shepherd.Simulator.Engine;

/// <summary>A lane that is lost, with what runs and what is suspended on it, and comes back: its device or its worker failed.</summary>
/// <param name="Lane">Its number in the cluster, device after device.</param>
/// <param name="FromNs">When it is lost.</param>
/// <param name="UntilNs">When it is back, empty; <see cref="long.MaxValue"/> for never.</param>
public sealed record LaneOutage(int Lane, long FromNs, long UntilNs = long.MaxValue)
{
    /// <summary>Says what is wrong, or null.</summary>
    internal string? FindFault(int lanes)
    {
        if (Lane < 0 || Lane >= lanes)
            return $"an outage of lane {Lane}: the lanes are numbered from 0 to {lanes - 1}";
        return FromNs >= 0 && UntilNs > FromNs ? null : $"an outage of lane {Lane} from {FromNs / 1e6} to {UntilNs / 1e6} ms: it begins at 0 or later and ends after that";
    }
}
