namespace Shepherd.Core.Usher.Estimation;

/// <summary>Kernels on the time axis (USHER §2): a kernel starts when all that it reads is there, and the need of a device at an instant is the sum over the kernels that run then.</summary>
/// <param name="DurationNs">Until the last one ends: the critical path, and no less than the work of all takes the whole device.</param>
/// <param name="PeakFill">The most of the device's cores that kernels occupy at one time, at most 1.</param>
internal readonly record struct KernelSchedule(double DurationNs, double PeakFill)
{
    /// <summary>One after the other, as a runtime with one stream runs them: nothing is concurrent.</summary>
    public static KernelSchedule Serial(IReadOnlyList<KernelTime> times)
    {
        var (duration, peak) = (0.0, 0.0);
        foreach (var time in times)
            (duration, peak) = (duration + time.TotalNs, Math.Max(peak, time.Fill));
        return new KernelSchedule(duration, peak);
    }

    /// <summary>As early as what they read allows, as with a stream for each branch.</summary>
    /// <param name="times">Times of the kernels.</param>
    /// <param name="kernels">The kernels, each after all that it reads.</param>
    public static KernelSchedule Concurrent(IReadOnlyList<KernelTime> times, IReadOnlyList<GraphOperator> kernels)
    {
        var ends = new double[times.Count];
        var edges = new List<(double AtNs, int IsStart, int Kernel)>(2 * times.Count);
        var (last, work) = (0.0, 0.0);
        for (var i = 0; i < times.Count; i++)
        {
            var start = 0.0;
            foreach (var before in kernels[i].After)
                start = Math.Max(start, ends[before]);
            ends[i] = start + times[i].TotalNs;
            last = Math.Max(last, ends[i]);
            work += times[i].TotalNs * times[i].Fill;
            edges.Add((start, 1, i));
            edges.Add((ends[i], 0, i));
        }

        return new KernelSchedule(Math.Max(last, work), Math.Min(1, PeakOf(edges, times)));
    }

    /// <summary>At one instant kernels end before others start.</summary>
    private static double PeakOf(List<(double AtNs, int IsStart, int Kernel)> edges, IReadOnlyList<KernelTime> times)
    {
        edges.Sort();
        var (running, peak) = (0.0, 0.0);
        foreach (var (_, isStart, kernel) in edges)
        {
            running += isStart == 0 ? -times[kernel].Fill : times[kernel].Fill;
            peak = Math.Max(peak, running);
        }

        return peak;
    }
}
