using Shepherd.Core.Policies;
using Shepherd.Simulator.Engine;

namespace Shepherd.Simulator.Report.Lanes;

/// <summary>What the lanes of one serving group did for a while.</summary>
/// <param name="FromNs">Start of it.</param>
/// <param name="ToNs">End of it.</param>
/// <param name="Stretches">Every stretch that lies in it in part, by its end.</param>
/// <param name="Dropped">Requests given up in it.</param>
public sealed record LaneTimeline(long FromNs, long ToNs, IReadOnlyList<LaneStretch> Stretches, int Dropped)
{
    /// <summary>Simulates a scenario and keeps a part.</summary>
    /// <param name="scenario">Of one serving group.</param>
    /// <param name="policy">Makes a fresh policy.</param>
    /// <param name="fromNs">Start of the part.</param>
    /// <param name="toNs">End of the part.</param>
    /// <exception cref="ArgumentException">The scenario is wrong, or of several groups; the message says how.</exception>
    public static LaneTimeline Of(Scenario scenario, Func<ISchedulingPolicy> policy, long fromNs, long toNs)
    {
        if (scenario.Devices > scenario.GroupDevices)
            throw new ArgumentException($"a timeline is of one serving group of at most {scenario.GroupDevices} devices; there are {scenario.Devices}", nameof(scenario));
        LaneRecorder? recorder = null;
        Simulation.Run(scenario, () => recorder = new LaneRecorder(policy(), scenario.LanesPerDevice, fromNs, toNs));
        return new LaneTimeline(fromNs, toNs, recorder!.Stretches, recorder.Dropped);
    }
}
