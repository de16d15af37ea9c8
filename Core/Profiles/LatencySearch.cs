namespace Shepherd.Core.Profiles;

/// <summary>Asks a latency model the other way round.</summary>
public static class LatencySearch
{
    /// <summary>The largest batch that runs within a time, by halving: estimates never fall as the batch grows.</summary>
    /// <param name="latency">How long batches run.</param>
    /// <param name="bucket">Shape bucket, from 0.</param>
    /// <param name="maxBatch">Largest batch asked about.</param>
    /// <param name="withinNs">The time.</param>
    /// <returns>0 when not even one request does.</returns>
    public static int LargestBatch(this ILatencyModel latency, int bucket, int maxBatch, long withinNs)
    {
        var (fits, beyond) = (0, maxBatch + 1);
        while (beyond - fits > 1)
        {
            var batch = fits + ((beyond - fits) / 2);
            if (latency.EstimateNs(bucket, batch) <= withinNs)
                fits = batch;
            else
                beyond = batch;
        }

        return fits;
    }
}
