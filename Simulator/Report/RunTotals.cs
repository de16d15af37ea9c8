using Shepherd.Simulator.Engine;

namespace Shepherd.Simulator.Report;

/// <summary>Totals of a run: of one serving group, or of all together.</summary>
internal sealed class RunTotals
{
    private const ulong Prime = 0x100000001B3;

    public long Batches { get; set; }

    public long Batched { get; set; }

    public long Preemptions { get; set; }

    public long Events { get; set; }

    public long EndNs { get; private set; }

    public double BusyNs { get; private set; }

    public double WastedNs { get; private set; }

    public ulong Digest { get; private set; }

    /// <summary>The group is done, with its last outcome at an instant.</summary>
    public void Close(IReadOnlyList<VirtualLane> lanes, long endNs, ulong digest) =>
        (EndNs, Digest, BusyNs, WastedNs) = (endNs, digest, lanes.Sum(l => (double)l.BusyNs), lanes.Sum(l => (double)l.WastedNs));

    /// <summary>Adds a group. The order of groups is part of the digest.</summary>
    public void Add(RunTotals group)
    {
        Batches += group.Batches;
        Batched += group.Batched;
        Preemptions += group.Preemptions;
        Events += group.Events;
        EndNs = Math.Max(EndNs, group.EndNs);
        BusyNs += group.BusyNs;
        WastedNs += group.WastedNs;
        Digest = (Digest * Prime) ^ group.Digest;
    }
}
