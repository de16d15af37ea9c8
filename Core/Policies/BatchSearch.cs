namespace Shepherd.Core.Policies;

/// <summary>Sizes of batches by halving: l(b) never falls as b grows, so each search costs O(log b) or O(log n) estimates.</summary>
internal static class BatchSearch
{
    /// <summary>The largest batch of at most <paramref name="limit"/> requests that runs no longer than <paramref name="budgetNs"/>; 0 where not even one does.</summary>
    public static int LargestWithin(GroupState group, DeadlineQueue queue, int limit, long budgetNs)
    {
        var (fits, beyond) = (0, limit + 1);
        while (beyond - fits > 1)
        {
            var size = fits + ((beyond - fits) / 2);
            if (group.EstimateNs(queue, size) <= budgetNs)
                fits = size;
            else
                beyond = size;
        }

        return fits;
    }

    /// <summary>
    /// The sliding window of Nexus (SOSP'19, §6.3) and Symphony: requests are skipped, most urgent first, until the next one meets its deadline in a batch of
    /// <paramref name="target"/> requests, or of all that are left where they are fewer.
    /// </summary>
    /// <returns>Index of the first request kept and the size of the batch; 0 where all are skipped.</returns>
    public static (int Index, int Count) Window(GroupState group, DeadlineQueue queue, int target, long startNs)
    {
        // The more are skipped the later the next deadline and the smaller the batch: once one is kept, so are all after it.
        var (low, high) = (0, queue.Count);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (queue[middle].DeadlineNs < startNs + group.EstimateNs(queue, Math.Min(target, queue.Count - middle)))
                low = middle + 1;
            else
                high = middle;
        }

        return (low, Math.Min(target, queue.Count - low));
    }
}
