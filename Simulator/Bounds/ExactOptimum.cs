using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Bounds;

/// <summary>
/// The most requests that a clairvoyant schedule answers in time, found by exhaustive search: the yardstick of tiny instances.
/// </summary>
/// <remarks>
/// Batches run whole. Preemption by restart gains a clairvoyant nothing (without the runs that were stopped the schedule answers the same requests), so it has the same optimum.
/// Numbered by their start, the batches of an optimal schedule can each be put on the device that is free first, and started as soon as it is and all members are there: nothing
/// ends later for it. So trying every next batch on that device, in every order, meets an optimal schedule.
/// </remarks>
public sealed class ExactOptimum
{
    /// <summary>The search grows faster than the factorial.</summary>
    public const int RequestsMax = 8;

    private readonly TinyInstance _instance;
    private int _best;

    private ExactOptimum(TinyInstance instance) => _instance = instance;

    /// <summary>The optimum without suspension.</summary>
    /// <param name="models">Models; latencies that never fall with the batch.</param>
    /// <param name="requests">At most <see cref="RequestsMax"/>.</param>
    /// <param name="devices">Identical devices; at least 1.</param>
    /// <exception cref="ArgumentException">Too many requests, or no device.</exception>
    public static int InSlo(IReadOnlyList<SimulatedModel> models, IReadOnlyList<RequestWindow> requests, int devices)
    {
        var search = new ExactOptimum(new TinyInstance(models, requests, devices));
        search.Try(new long[devices], (1 << requests.Count) - 1, 0);
        return search._best;
    }

    private void Try(long[] freeNs, int open, int answered)
    {
        _best = Math.Max(_best, answered);
        if (answered + int.PopCount(open) <= _best)
            return;
        var device = Array.IndexOf(freeNs, freeNs.Min());
        var wasFreeNs = freeNs[device];
        foreach (var batch in _instance.Batches)
        {
            var startNs = Math.Max(wasFreeNs, batch.ReadyNs);
            if ((batch.Members & ~open) != 0 || startNs + batch.DurationNs > batch.DueNs)
                continue;
            freeNs[device] = startNs + batch.DurationNs;
            Try(freeNs, open & ~batch.Members, answered + int.PopCount(batch.Members));
        }

        freeNs[device] = wasFreeNs;
    }
}
