using Shepherd.Core.Policies;

namespace Shepherd.Core.Symphony;

/// <summary>The batch size to aim at for a rate (Symphony, arXiv 2308.07470v2, §3; the staggered execution of n devices).</summary>
internal static class TargetBatch
{
    /// <summary>
    /// The largest b with l(b)(1 + 1/n) ≤ budget, where n = r·l(b)/b devices, at least 1, run in turn: a request waits for the next start, l(b)/n, and runs l(b). Where one device
    /// carries the rate: the largest b with l(b) + b/r ≤ budget, for its requests wait for the batch to fill. Without a rate: l(b) in half the budget.
    /// </summary>
    public static int Find(GroupState group, DeadlineQueue queue, long budgetNs, double? ratePerS)
    {
        var limit = group.MaxBatch(queue);
        if (ratePerS is not > 0)
            return Math.Max(1, BatchSearch.LargestWithin(group, queue, limit, budgetNs / 2));
        var perNs = ratePerS.Value / 1e9;
        var staggered = Largest(group, queue, limit, budgetNs, perNs, isStaggered: true);
        var next = Math.Min(staggered + 1, limit);
        var devices = perNs * group.EstimateNs(queue, next) / next;
        return devices > 1 ? staggered : Largest(group, queue, limit, budgetNs, perNs, isStaggered: false);
    }

    /// <summary>The largest size that fits, at least 1: both times grow with the size.</summary>
    private static int Largest(GroupState group, DeadlineQueue queue, int limit, long budgetNs, double perNs, bool isStaggered)
    {
        var (size, beyond) = (1, limit + 1);
        while (beyond - size > 1)
        {
            var middle = size + ((beyond - size) / 2);
            double runNs = group.EstimateNs(queue, middle);
            var waitNs = isStaggered ? runNs / Math.Max(1, perNs * runNs / middle) : middle / perNs;
            if (runNs + waitNs <= budgetNs)
                size = middle;
            else
                beyond = middle;
        }

        return size;
    }
}
