using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Peers.Following;

/// <summary>Whose peer this worker is by the newest plan that it has read.</summary>
/// <param name="worker">This worker.</param>
/// <param name="plan">The newest plan; null before the first.</param>
internal sealed class PeerStanding(string worker, Func<PlanRecord?> plan)
{
    /// <summary>What is to be done with a lead.</summary>
    public enum Verdict
    {
        /// <summary>It leads this worker.</summary>
        Current,

        /// <summary>It may lead by a plan that this worker has not read yet.</summary>
        Unknown,

        /// <summary>It does not lead this worker any more, or never did.</summary>
        Stale,
    }

    /// <summary>Judges a lead by its name and the epoch since which it leads.</summary>
    public Verdict Judge(string lead, Epoch since)
    {
        if (plan() is not { } read)
            return Verdict.Unknown;
        foreach (var group in read.ServingGroups)
        {
            foreach (var peer in group.Peers)
            {
                if (peer.Worker == worker && group.Lead == lead && group.Since == since)
                    return Verdict.Current;
            }
        }

        return since > read.Epoch ? Verdict.Unknown : Verdict.Stale;
    }

    /// <summary>For refusals: what the newest plan says.</summary>
    public string Explain()
    {
        if (plan() is not { } read)
            return "no plan is read yet";
        var lead = read.ServingGroups.FirstOrDefault(g => g.Peers.Any(p => p.Worker == worker))?.Lead;
        return lead is null ? $"plan {read.Epoch} names no lead of worker '{worker}'" : $"by plan {read.Epoch} the lead of worker '{worker}' is '{lead}'";
    }
}
