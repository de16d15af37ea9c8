namespace Shepherd.Simulator.Interference;

/// <summary>How much longer a batch takes beside neighbours that are busy some of the time: the law's mean over which of them run, as though each were busy at random and apart from the others.</summary>
internal static class LaneSlowdown
{
    /// <summary>Neighbours whose every combination is gone through: 256 of them. More lanes on a device are rare; those that use the least count by their means.</summary>
    public const int CombinedMax = 8;

    /// <summary>Duration beside the neighbours ÷ duration alone; at least 1.</summary>
    /// <param name="device">Where.</param>
    /// <param name="run">The batch.</param>
    /// <param name="neighbours">The device's other lanes.</param>
    public static double Of(LawDevice device, BatchRun run, IReadOnlyList<LaneLoad> neighbours)
    {
        var busy = neighbours.Where(n => n.Busy > 0).Select((n, i) => (Load: n, Index: i)).OrderByDescending(n => n.Load.Busy * n.Load.L2).ThenBy(n => n.Index).Select(n => n.Load).ToArray();
        if (busy.Length == 0)
            return 1;
        var combined = Math.Min(busy.Length, CombinedMax);
        var always = Together(busy.AsSpan(combined), (1 << (busy.Length - combined)) - 1, isMean: true);
        var aloneMs = Latency(device, run, default);
        var mean = 0.0;
        for (var mask = 0; mask < 1 << combined; mask++)
        {
            var chance = 1.0;
            for (var i = 0; i < combined; i++)
                chance *= (mask >> i & 1) == 1 ? busy[i].Busy : 1 - busy[i].Busy;
            if (chance > 0)
                mean += chance * Latency(device, run, always + Together(busy.AsSpan(0, combined), mask, isMean: false));
        }

        return Math.Max(1, mean / aloneMs);
    }

    private static double Latency(LawDevice device, BatchRun run, Beside beside)
    {
        // What is asked for beyond all of the bandwidth is waited for; alone a batch has all that it asks for.
        var bandwidth = Math.Max(1, (run.BandwidthPercent + beside.BandwidthPercent) / 100);
        var longer = ((1 + (run.Sensitivity * beside.L2)) * bandwidth) - 1;
        return InterferenceLaw.LatencyMs(device, run.Kernels, run.ActiveMs, longer, 1 + beside.Count, device.IdlePowerW + run.PowerW + beside.PowerW);
    }

    private static Beside Together(ReadOnlySpan<LaneLoad> lanes, int mask, bool isMean)
    {
        var sum = default(Beside);
        for (var i = 0; i < lanes.Length; i++)
        {
            var weight = isMean ? lanes[i].Busy : mask >> i & 1;
            sum += new Beside(weight, weight * lanes[i].L2, weight * lanes[i].PowerW, weight * lanes[i].BandwidthPercent);
        }

        return sum;
    }

    private readonly record struct Beside(double Count, double L2, double PowerW, double BandwidthPercent)
    {
        public static Beside operator +(Beside a, Beside b) => new(a.Count + b.Count, a.L2 + b.L2, a.PowerW + b.PowerW, a.BandwidthPercent + b.BandwidthPercent);
    }
}

/// <summary>A batch as the law sees it.</summary>
/// <param name="Kernels">How many it has.</param>
/// <param name="ActiveMs">Active time alone.</param>
/// <param name="Sensitivity">κ.</param>
/// <param name="PowerW">Its own power.</param>
/// <param name="BandwidthPercent">Its own use of memory bandwidth, alone on its share; at most 100.</param>
internal readonly record struct BatchRun(double Kernels, double ActiveMs, double Sensitivity, double PowerW, double BandwidthPercent);
