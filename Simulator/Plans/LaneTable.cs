using Shepherd.Core.Profiles;

namespace Shepherd.Simulator.Plans;

/// <summary>How long a model's batches run on a lane, for every size up to the lane's largest.</summary>
/// <param name="durationsNs">By size less one; not falling.</param>
internal sealed class LaneTable(long[] durationsNs) : ILatencyModel
{
    public IReadOnlyList<long> DurationsNs => durationsNs;

    public long EstimateNs(int bucket, int batch) => durationsNs[Math.Min(batch, durationsNs.Length) - 1];

    public long FastestNs(int bucket) => durationsNs[0];

    /// <summary>Each size's time multiplied by its factor.</summary>
    public LaneTable Slow(Func<int, double> factor) => Of(durationsNs.Length, batch => (long)(durationsNs[batch - 1] * factor(batch)));

    /// <summary>A table of a function; where that falls as batches grow, the larger time counts.</summary>
    public static LaneTable Of(int maxBatch, Func<int, long> durationNs)
    {
        var table = new long[maxBatch];
        var atLeastNs = 1L;
        for (var batch = 1; batch <= maxBatch; batch++)
            table[batch - 1] = atLeastNs = Math.Max(atLeastNs, durationNs(batch));
        return new LaneTable(table);
    }

    /// <summary>The slowest of several at each size.</summary>
    public static LaneTable Slowest(IReadOnlyList<LaneTable> tables) => tables.Count == 1 ? tables[0] : Of(tables[0].DurationsNs.Count, batch => tables.Max(t => t.EstimateNs(0, batch)));

    /// <summary>The largest relative difference to another of as many sizes.</summary>
    public double Distance(LaneTable other)
    {
        var most = 0.0;
        for (var i = 0; i < durationsNs.Length && !ReferenceEquals(this, other); i++)
            most = Math.Max(most, Math.Abs(((double)durationsNs[i] / other.DurationsNs[i]) - 1));
        return most;
    }
}
