using Shepherd.Core.Profiles;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Bounds;

/// <summary>
/// The least device time that a request can take: min l(b) ÷ b over the batches it can be part of. The members of a batch all arrive before it starts and are due
/// after it ends, so b of them share a window of at least l(b). A request that arrives alone takes l(1), however large a batch its deadline would allow.
/// </summary>
/// <remarks>
/// Take one model's requests by arrival, and let each be due no earlier than those before it (where it is, its deadline is put off: partners get more room than they have, which
/// favours the bound). Whatever lies between two members of a batch shares their window too, so a batch of b exists around a request if one of b neighbours does,
/// from some i on. The largest from each i takes two pointers: without its first request a batch fits still. Shape buckets: requests are of bucket 0.
/// </remarks>
internal static class LeastWork
{
    /// <summary>Work per request in 1 ÷ <paramref name="scale"/> ns, rounded down; null for one that no schedule answers in time.</summary>
    public static long?[] Of(IReadOnlyList<SimulatedModel> models, IReadOnlyList<RequestWindow> requests, long scale)
    {
        var works = new long?[requests.Count];
        foreach (var (model, index) in models.Select((m, i) => (m, i)))
        {
            var members = Enumerable.Range(0, requests.Count).Where(i => requests[i].Model == index).OrderBy(i => requests[i].ArrivalNs).ThenBy(i => requests[i].DeadlineNs).ToArray();
            var largest = LargestBatches(model, Array.ConvertAll(members, i => requests[i]));
            var least = LeastShares(model.Latency, largest, scale);
            for (var i = 0; i < members.Length; i++)
                works[members[i]] = largest[i] == 0 ? null : least[largest[i]];
        }

        return works;
    }

    /// <summary>The largest batch that each request can be part of; 0 where even alone it is late.</summary>
    private static int[] LargestBatches(SimulatedModel model, RequestWindow[] windows)
    {
        var from = LargestFrom(model, windows);
        var largest = new int[windows.Length];
        // Starts whose batches reach the request at hand, of falling size: batches from later starts never end earlier, so the front leaves first.
        var reaching = new LinkedList<int>();
        for (var i = 0; i < windows.Length; i++)
        {
            while (reaching.Last is { } last && from[last.Value] <= from[i])
                reaching.RemoveLast();
            reaching.AddLast(i);
            while (reaching.First is { } first && first.Value + from[first.Value] <= i && first.Value < i)
                reaching.RemoveFirst();
            largest[i] = FittingOwnWindow(model, windows[i], from[reaching.First!.Value]);
        }

        return largest;
    }

    /// <summary>For each request, the largest batch of it and those that follow.</summary>
    private static int[] LargestFrom(SimulatedModel model, RequestWindow[] windows)
    {
        var from = new int[windows.Length];
        var (size, dueNs) = (0, 0L);
        for (var i = 0; i < windows.Length; i++)
        {
            dueNs = Math.Max(dueNs, windows[i].DeadlineNs);
            size = Math.Max(0, size - 1);
            while (size < model.MaxBatch && i + size < windows.Length && dueNs - windows[i + size].ArrivalNs >= model.Latency.EstimateNs(0, size + 1))
                size++;
            from[i] = size;
        }

        return from;
    }

    private static int FittingOwnWindow(SimulatedModel model, RequestWindow window, int size)
    {
        var windowNs = window.DeadlineNs - window.ArrivalNs;
        var (fits, beyond) = (0, size + 1);
        while (beyond - fits > 1)
        {
            var middle = fits + ((beyond - fits) / 2);
            if (model.Latency.EstimateNs(0, middle) <= windowNs)
                fits = middle;
            else
                beyond = middle;
        }

        return fits;
    }

    /// <summary>Entry b: the least share of a batch of at most b.</summary>
    private static long[] LeastShares(ILatencyModel latency, int[] largest, long scale)
    {
        var least = new long[largest.DefaultIfEmpty().Max() + 1];
        least[0] = long.MaxValue;
        for (var b = 1; b < least.Length; b++)
            least[b] = Math.Min(least[b - 1], latency.EstimateNs(0, b) * scale / b);
        return least;
    }
}
