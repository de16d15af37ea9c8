namespace Shepherd.Core.Triton;

/// <summary>How Triton Inference Server's dynamic batcher is set up, alike for every model; the names are those of its model configuration.</summary>
public sealed record TritonOptions
{
    /// <summary>Triton with <c>dynamic_batching { }</c> and nothing else: batches up to the model's limit, and requests never time out.</summary>
    public static readonly TritonOptions Untuned = new() { FitsSlo = false, Timeout = TritonTimeout.None, CancelsLate = false };

    /// <summary><c>preferred_batch_size</c>, ascending. Default null: the model's largest batch only, as in Triton.</summary>
    public IReadOnlyList<int>? PreferredBatchSizes { get; init; }

    /// <summary><c>max_queue_delay_microseconds</c>, in nanoseconds: how long the oldest request waits for a preferred size. Default 0, as in Triton.</summary>
    public long MaxQueueDelayNs { get; init; }

    /// <summary><c>timeout_action</c>: what becomes of a request that waits too long. Default <see cref="TritonTimeout.Delay"/>, which answers the most; unless told so Triton times nothing out, and collapses in overload.</summary>
    public TritonTimeout Timeout { get; init; } = TritonTimeout.Delay;

    /// <summary><c>default_timeout_microseconds</c>, in nanoseconds. Default 0: each model's is its SLO less the time of its largest batch, so that what is not timed out is answered in time.</summary>
    public long TimeoutNs { get; init; }

    /// <summary>Senders cancel requests that can no longer be answered in time, and Triton takes cancelled ones out of the queue. Default true.</summary>
    public bool CancelsLate { get; init; } = true;

    /// <summary>
    /// Each model's <c>max_batch_size</c> is the largest for which waiting for one batch and running in the next, 2·l(b), fits the SLO: what an operator who measures
    /// (Model Analyzer) ends up with. Default true; false: the model's own limit holds.
    /// </summary>
    public bool FitsSlo { get; init; } = true;

    /// <summary><c>instance_group.count</c>: batches of one model that run at a time, each on a lane of its own. Default 0: one on every lane.</summary>
    public int Instances { get; init; }

    /// <summary>Who comes first where several models have a batch. Default <see cref="TritonTurn.Oldest"/>.</summary>
    public TritonTurn Turn { get; init; } = TritonTurn.Oldest;

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (MaxQueueDelayNs < 0 || TimeoutNs < 0)
            return $"delay ({MaxQueueDelayNs} ns) and timeout ({TimeoutNs} ns) must not be negative";
        if (Instances < 0)
            return $"instances: {Instances} is negative";
        for (var i = 0; i < PreferredBatchSizes?.Count; i++)
        {
            if (PreferredBatchSizes[i] <= (i == 0 ? 0 : PreferredBatchSizes[i - 1]))
                return $"preferred batch sizes: {string.Join(", ", PreferredBatchSizes)} must be positive and ascend";
        }

        return null;
    }
}

/// <summary>What becomes of a request that waits too long.</summary>
public enum TritonTimeout
{
    /// <summary>Nothing: it runs, however late.</summary>
    None,

    /// <summary><c>REJECT</c>: it is given up.</summary>
    Reject,

    /// <summary><c>DELAY</c>: it fills what the requests in time leave free of a batch.</summary>
    Delay,
}

/// <summary>Which model takes a lane.</summary>
public enum TritonTurn
{
    /// <summary>The one whose request waits longest.</summary>
    Oldest,

    /// <summary>The one that ran the fewest batches: Triton's rate limiter with equal priorities.</summary>
    FewestRuns,
}
