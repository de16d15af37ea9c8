namespace Shepherd.Core.Planning;

/// <summary>How much of one stream one lane answers in time.</summary>
/// <param name="Batch">Largest batch that keeps the SLO.</param>
/// <param name="DurationNs">How long it runs on the lane.</param>
/// <param name="GoodputRps">Requests per second of one lane that does nothing else.</param>
public readonly record struct StreamCapacity(int Batch, long DurationNs, double GoodputRps)
{
    /// <summary>
    /// The best batch size for a stream on a lane: a request that just misses a batch waits for that one and runs in the next, so 2·l(b) ≤ SLO (Nexus' test, which holds the time to fill a
    /// batch at full load, too). Where not even that of one request keeps it, l(1) ≤ SLO serves at low load, at the rate at which a request finds the lane idle often enough; such a
    /// stream counts with half a lane's rate. Null where l(1) is past the SLO, the model does not run on the type, or it does not fit.
    /// </summary>
    /// <param name="problem">Whose estimator is asked.</param>
    /// <param name="stream">Index of the stream.</param>
    /// <param name="pool">Device type.</param>
    /// <param name="computePercent">Share of the lane.</param>
    /// <param name="memoryBytes">What the lane may use; the model alone must fit.</param>
    public static StreamCapacity? Of(PlanningProblem problem, int stream, int pool, double computePercent, long memoryBytes)
    {
        var (model, sloNs) = (problem.Streams[stream].Model, problem.Streams[stream].SloNs);
        StreamCapacity? best = null;
        for (var batch = 1; batch <= problem.Models[model].MaxBatch; batch = NextSize(batch, problem.Models[model].MaxBatch))
        {
            if (problem.Estimator.Estimate(model, pool, batch) is not { } need || need.MemoryBytes > memoryBytes)
                break;
            var durationNs = problem.Estimator.DurationNs(model, pool, batch, computePercent);
            var rps = RpsInTime(batch, durationNs, sloNs);
            if (rps == 0)
                break;
            if (best is null || rps > best.Value.GoodputRps)
                best = new StreamCapacity(batch, durationNs, rps);
        }

        return best;
    }

    /// <summary>Requests per second that a lane which runs nothing but batches of one size answers within an SLO; 0 where it answers none.</summary>
    /// <param name="batch">Requests in the batch, from 1.</param>
    /// <param name="durationNs">How long it runs.</param>
    /// <param name="sloNs">The SLO.</param>
    public static double RpsInTime(int batch, double durationNs, long sloNs)
    {
        if (durationNs > sloNs || (batch > 1 && 2 * durationNs > sloNs))
            return 0;
        return batch * 1e9 / durationNs / (2 * durationNs > sloNs ? 2 : 1);
    }

    /// <summary>Sizes that planners try: the powers of two, and the largest allowed.</summary>
    public static int NextSize(int batch, int maxBatch) => batch < maxBatch ? Math.Min(2 * batch, maxBatch) : maxBatch + 1;
}
