namespace Shepherd.Core.Rebalancing;

/// <summary>What a request of each group takes of each worker's devices. What is not measured is reckoned with what is.</summary>
internal sealed class CostTable
{
    private readonly double[,] _requestS;

    public CostTable(IReadOnlyList<GroupNeed> groups, IReadOnlyList<WorkerSupply> workers)
    {
        _requestS = new double[groups.Count, workers.Count];
        IsKnown = [.. groups.Select(g => g.Costs.Any(c => c.RequestMs > 0))];
        var known = groups.SelectMany(g => g.Costs).Where(c => c.RequestMs > 0).Select(c => c.RequestMs).ToList();
        // Geometric, since costs of models differ by orders of magnitude. Where nothing at all is known every request counts the same.
        var typical = known.Count > 0 ? Math.Exp(known.Average(Math.Log)) : 1;
        var speeds = Speeds(groups);
        for (var group = 0; group < groups.Count; group++)
        {
            var costs = groups[group].Costs.Where(c => c.RequestMs > 0).ToList();
            for (var worker = 0; worker < workers.Count; worker++)
            {
                var kind = workers[worker].Kind;
                var own = costs.Where(c => c.Kind == kind).Select(c => c.RequestMs).FirstOrDefault();
                var ms = own > 0 ? own : costs.Count > 0 ? costs.Average(c => c.RequestMs / Speed(speeds, c.Kind)) * Speed(speeds, kind) : typical * Speed(speeds, kind);
                _requestS[group, worker] = ms / 1e3;
            }
        }
    }

    /// <summary>Whether a group's cost was measured on any kind.</summary>
    public IReadOnlyList<bool> IsKnown { get; }

    public double RequestS(int group, int worker) => _requestS[group, worker];

    /// <summary>How slow each kind is against the mean of the others, by the groups that were measured on several.</summary>
    private static SortedDictionary<string, double> Speeds(IReadOnlyList<GroupNeed> groups)
    {
        var ratios = new SortedDictionary<string, List<double>>(StringComparer.Ordinal);
        foreach (var costs in groups.Select(g => g.Costs.Where(c => c.RequestMs > 0).ToList()).Where(c => c.Count > 1))
        {
            var mean = costs.Average(c => Math.Log(c.RequestMs));
            foreach (var cost in costs)
                (ratios.TryGetValue(cost.Kind, out var of) ? of : ratios[cost.Kind] = []).Add(Math.Log(cost.RequestMs) - mean);
        }

        var speeds = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (kind, of) in ratios)
            speeds.Add(kind, Math.Exp(of.Average()));
        return speeds;
    }

    private static double Speed(SortedDictionary<string, double> speeds, string kind) => speeds.TryGetValue(kind, out var speed) ? speed : 1;
}
