namespace Shepherd.Core.Nexus;

/// <summary>A device of a plan: what it serves in turn, and the cycle in which each has its turn once.</summary>
internal sealed class NexusDevice
{
    /// <summary>⌈r·d⌉ of a rate and a cycle that were computed from each other comes out a hair above the whole number.</summary>
    private const double Rounding = 1e-3;

    public List<NexusShare> Shares { get; } = [];

    public double CycleNs { get; private set; } = double.PositiveInfinity;

    public double BusyNs { get; private set; }

    public bool IsSaturated { get; private set; }

    public double Occupancy => Shares.Count == 0 ? 0 : BusyNs / CycleNs;

    public void Saturate(int session, NexusSession of)
    {
        Shares.Add(new NexusShare(session, of.SaturatedPerNs, of.SaturatedBatch));
        (CycleNs, BusyNs, IsSaturated) = (of.RunNs(of.SaturatedBatch), of.RunNs(of.SaturatedBatch), true);
    }

    /// <summary>Occupancy with a further share; over 1 where it does not fit.</summary>
    public double OccupancyWith(IReadOnlyList<NexusSession> sessions, int session, double ratePerNs, double cycleNs)
    {
        if (IsSaturated)
            return double.PositiveInfinity;
        var mergedNs = Math.Min(CycleNs, cycleNs);
        var busyNs = RunNs(sessions[session], ratePerNs, mergedNs);
        foreach (var share in Shares)
            busyNs += RunNs(sessions[share.Session], share.RatePerNs, mergedNs);
        return busyNs / mergedNs;
    }

    public void Add(IReadOnlyList<NexusSession> sessions, int session, double ratePerNs, double cycleNs)
    {
        Shares.Add(new NexusShare(session, ratePerNs, 0));
        CycleNs = Math.Min(CycleNs, cycleNs);
        BusyNs = 0;
        for (var i = 0; i < Shares.Count; i++)
        {
            var of = sessions[Shares[i].Session];
            var batch = Math.Min(BatchOf(Shares[i].RatePerNs, CycleNs), of.SaturatedBatch);
            Shares[i] = Shares[i] with { Batch = batch };
            BusyNs += of.RunNs(batch);
        }
    }

    /// <summary>Where the batches do not fit the cycle it becomes longer than planned, and each session takes what it can in its turn.</summary>
    public void Relax(IReadOnlyList<NexusSession> sessions)
    {
        for (var i = 0; i < Shares.Count && Occupancy > 1; i++)
            Shares[i] = Shares[i] with { Batch = sessions[Shares[i].Session].SaturatedBatch };
    }

    private static double RunNs(NexusSession of, double ratePerNs, double cycleNs)
    {
        var batch = BatchOf(ratePerNs, cycleNs);
        return batch <= of.SaturatedBatch ? of.RunNs(batch) : double.PositiveInfinity;
    }

    private static int BatchOf(double ratePerNs, double cycleNs) => (int)Math.Min(int.MaxValue, Math.Max(1, Math.Ceiling((ratePerNs * cycleNs) - Rounding)));
}

/// <summary>A session's part of a device.</summary>
/// <param name="Session">Index of the session.</param>
/// <param name="RatePerNs">Requests a nanosecond that it is planned for.</param>
/// <param name="Batch">Target batch.</param>
internal readonly record struct NexusShare(int Session, double RatePerNs, int Batch);
