namespace Shepherd.Core.Profiles;

/// <summary>How long a batch runs: l(b) per shape bucket (SHEPHERD §3.1 approximates it as αb + β).</summary>
public interface ILatencyModel
{
    /// <summary>Expected time of a batch, nanoseconds; 0 where nothing is known yet. Never smaller for a larger batch.</summary>
    /// <param name="bucket">Shape bucket, from 0.</param>
    /// <param name="batch">Requests in the batch, from 1.</param>
    long EstimateNs(int bucket, int batch);

    /// <summary>The least that any batch of the bucket took lately, nanoseconds; 0 where nothing is known yet. What cannot be done in this time is given up.</summary>
    /// <param name="bucket">Shape bucket, from 0.</param>
    long FastestNs(int bucket);

    /// <summary>The largest batch of the bucket that is worth running: larger ones take longer per request. Default: nothing speaks against any.</summary>
    /// <param name="bucket">Shape bucket, from 0.</param>
    int EfficientBatch(int bucket) => LatencyLimits.MaxBatch;
}
