namespace Shepherd.Core.Nexus;

/// <summary>Squishy bin packing (Nexus, SOSP'19, §6.1, algorithm 1): which device serves which sessions, and in what batches.</summary>
internal static class NexusPlanner
{
    /// <summary>Doublings and halvings of the rates that are tried: from a millionth to a million times the measured ones.</summary>
    private const int ScaleSteps = 20;

    /// <summary>Halvings of the last step: the multiple is then known to a thousandth.</summary>
    private const int RefineSteps = 10;

    /// <summary>
    /// Plans for the rates times the largest factor that the devices carry. Nexus asks for as many devices as the rates need; with a given number of them, the same packing at a common
    /// multiple uses all of them, and where they are too few leaves no session without a device.
    /// </summary>
    /// <param name="sessions">What is to be served.</param>
    /// <param name="devices">Devices, at least 1.</param>
    /// <param name="usesAll">False: no more than the rates themselves.</param>
    public static NexusDevice[] Plan(IReadOnlyList<NexusSession> sessions, int devices, bool usesAll)
    {
        var best = Pack(sessions, devices, 1, isForced: false);
        var (fits, beyond) = (1.0, 1.0);
        for (var i = 0; i < ScaleSteps && best is null; i++)
        {
            (fits, beyond) = (fits / 2, fits);
            best = Pack(sessions, devices, fits, isForced: false);
        }

        // Too many sessions for the devices whatever their rates: they share as best they can.
        if (best is null)
            return Pack(sessions, devices, fits, isForced: true)!;
        if (fits >= 1 && !usesAll)
            return best;
        for (var i = 0; i < ScaleSteps && fits == beyond; i++)
        {
            if (Pack(sessions, devices, 2 * fits, isForced: false) is { } more)
                (best, fits, beyond) = (more, 2 * fits, 2 * fits);
            else
                beyond = 2 * fits;
        }

        for (var i = 0; i < RefineSteps && fits < beyond; i++)
        {
            var middle = (fits + beyond) / 2;
            if (Pack(sessions, devices, middle, isForced: false) is { } more)
                (best, fits) = (more, middle);
            else
                beyond = middle;
        }

        return best;
    }

    /// <summary>Whole devices for the saturating part of each rate, then best fit of the residues, the most occupying first; null where they do not fit.</summary>
    private static NexusDevice[]? Pack(IReadOnlyList<NexusSession> sessions, int devices, double scale, bool isForced)
    {
        var packed = new NexusDevice[devices];
        for (var i = 0; i < devices; i++)
            packed[i] = new NexusDevice();
        var used = 0;
        var residues = new List<Residue>(sessions.Count);
        for (var i = 0; i < sessions.Count; i++)
        {
            var (ratePerNs, fullPerNs) = (sessions[i].RatePerNs * scale, sessions[i].SaturatedPerNs);
            for (; ratePerNs >= fullPerNs; ratePerNs -= fullPerNs)
            {
                if (used == devices && !isForced)
                    return null;
                if (used == devices)
                {
                    // More than all devices together carry, as with estimates far too long: it shares like the rest.
                    ratePerNs = fullPerNs / 2;
                    break;
                }

                packed[used++].Saturate(i, sessions[i]);
            }

            if (ratePerNs <= fullPerNs * 1e-6 && sessions[i].RatePerNs * scale >= fullPerNs)
                continue;
            var cycleNs = sessions[i].ResidualCycleNs(ratePerNs);
            residues.Add(new Residue(i, ratePerNs, cycleNs, new NexusDevice().OccupancyWith(sessions, i, ratePerNs, cycleNs)));
        }

        residues.Sort();
        foreach (var residue in residues)
        {
            if (Place(packed, sessions, residue) is not { } device)
            {
                if (!isForced)
                    return null;
                device = LeastOccupied(packed);
            }

            device.Add(sessions, residue.Session, residue.RatePerNs, residue.CycleNs);
        }

        foreach (var device in packed)
            device.Relax(sessions);

        return packed;
    }

    /// <summary>The fullest device on which it still fits; of equals the first.</summary>
    private static NexusDevice? Place(NexusDevice[] devices, IReadOnlyList<NexusSession> sessions, Residue residue)
    {
        NexusDevice? best = null;
        var bestOccupancy = -1.0;
        foreach (var device in devices)
        {
            var occupancy = device.OccupancyWith(sessions, residue.Session, residue.RatePerNs, residue.CycleNs);
            if (occupancy <= 1 && occupancy > bestOccupancy)
                (best, bestOccupancy) = (device, occupancy);
            // The empty devices are alike and come last.
            if (device.Shares.Count == 0)
                break;
        }

        return best;
    }

    private static NexusDevice LeastOccupied(NexusDevice[] devices)
    {
        var least = devices[0];
        foreach (var device in devices)
            least = device.Occupancy < least.Occupancy ? device : least;
        return least;
    }

    private readonly record struct Residue(int Session, double RatePerNs, double CycleNs, double Occupancy) : IComparable<Residue>
    {
        public int CompareTo(Residue other) => Occupancy != other.Occupancy ? other.Occupancy.CompareTo(Occupancy) : Session.CompareTo(other.Session);
    }
}
