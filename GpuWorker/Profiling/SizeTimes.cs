using Shepherd.Core.Profiles;

namespace Shepherd.GpuWorker.Profiling;

/// <summary>The runs of one batch size.</summary>
internal sealed class SizeTimes(int batch)
{
    private long _quickestNs = LatencyLimits.MaxNs;

    public int Batch => batch;

    /// <summary>Runs that were made.</summary>
    public int Count { get; private set; }

    public void Add(long durationNs)
    {
        Count++;
        _quickestNs = Math.Min(_quickestNs, Math.Max(1, durationNs));
    }

    /// <summary>
    /// The quickest run of each size that ran, by ascending size: the first builds what later ones find built, a machine that starts is busy with other things, and nothing makes a
    /// run too quick. For the same reason a size is not believed to take longer than a larger one.
    /// </summary>
    public static IReadOnlyList<LatencyPoint> ToPoints(IEnumerable<SizeTimes> sizes)
    {
        var points = new List<LatencyPoint>();
        var atMostNs = LatencyLimits.MaxNs;
        foreach (var size in sizes.Where(size => size.Count > 0).OrderByDescending(size => size.Batch))
            points.Add(new LatencyPoint(size.Batch, atMostNs = Math.Min(atMostNs, size._quickestNs)));
        points.Reverse();
        return points;
    }
}
