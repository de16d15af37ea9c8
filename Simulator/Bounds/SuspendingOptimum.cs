using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Bounds;

/// <summary>
/// The most requests that a clairvoyant schedule answers in time if batches may be suspended, resumed and moved between devices at no cost: exhaustive over all sets of disjoint batches.
/// </summary>
/// <remarks>
/// A set of batches can be run, preemptively on D devices, if and only if for each of its subsets the work is no more than what fits: in each interval between neighbouring arrivals and deadlines,
/// its length × the lesser of D and the batches of the subset whose window holds it (Horn, 1974, as a minimum cut; McNaughton, 1959, within an interval).
/// </remarks>
public sealed class SuspendingOptimum
{
    private readonly TinyInstance _instance;
    private readonly long[] _edgesNs;
    private readonly List<TinyBatch> _chosen = [];
    private int _best;

    private SuspendingOptimum(TinyInstance instance)
    {
        _instance = instance;
        _edgesNs = [.. instance.Batches.SelectMany(b => new[] { b.ReadyNs, b.DueNs }).Distinct().Order()];
    }

    /// <summary>The optimum with free suspension.</summary>
    /// <param name="models">Models; latencies that never fall with the batch.</param>
    /// <param name="requests">At most <see cref="ExactOptimum.RequestsMax"/>.</param>
    /// <param name="devices">Identical devices; at least 1.</param>
    /// <exception cref="ArgumentException">Too many requests, or no device.</exception>
    public static int InSlo(IReadOnlyList<SimulatedModel> models, IReadOnlyList<RequestWindow> requests, int devices)
    {
        var search = new SuspendingOptimum(new TinyInstance(models, requests, devices));
        search.Try((1 << requests.Count) - 1, 0);
        return search._best;
    }

    /// <summary>The lowest request still open is in a batch or in none.</summary>
    private void Try(int open, int answered)
    {
        _best = Math.Max(_best, answered);
        if (answered + int.PopCount(open) <= _best)
            return;
        var lowest = open & -open;
        foreach (var batch in _instance.Batches)
        {
            if ((batch.Members & ~open) != 0 || (batch.Members & lowest) == 0)
                continue;
            _chosen.Add(batch);
            if (FitsWithLast())
                Try(open & ~batch.Members, answered + int.PopCount(batch.Members));
            _chosen.RemoveAt(_chosen.Count - 1);
        }

        Try(open & ~lowest, answered);
    }

    /// <summary>Subsets without the last batch have been looked at when it was not there.</summary>
    private bool FitsWithLast()
    {
        var last = 1 << (_chosen.Count - 1);
        for (var rest = 0; rest < last; rest++)
        {
            if (!Fits(rest | last))
                return false;
        }

        return true;
    }

    private bool Fits(int subset)
    {
        var workNs = 0L;
        for (var i = 0; i < _chosen.Count; i++)
            workNs += (subset & (1 << i)) == 0 ? 0 : _chosen[i].DurationNs;
        var roomNs = 0L;
        for (var edge = 1; edge < _edgesNs.Length; edge++)
        {
            var open = 0;
            for (var i = 0; i < _chosen.Count; i++)
                open += (subset & (1 << i)) != 0 && _chosen[i].ReadyNs <= _edgesNs[edge - 1] && _chosen[i].DueNs >= _edgesNs[edge] ? 1 : 0;
            roomNs += (_edgesNs[edge] - _edgesNs[edge - 1]) * Math.Min(open, _instance.Devices);
        }

        return workNs <= roomNs;
    }
}
