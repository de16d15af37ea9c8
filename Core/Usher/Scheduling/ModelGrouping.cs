namespace Shepherd.Core.Usher.Scheduling;

/// <summary>Which models are searched together: those whose needs of compute and memory balance each other (the k-means variant of USHER §3.2).</summary>
internal static class ModelGrouping
{
    /// <summary>Up to here all pairs are compared, as published; beyond, opposite ends of the sorted differences are matched, in n·log n.</summary>
    private const int PairwiseMax = 256;

    /// <summary>
    /// Merges groups pairwise, nearest first by D(i, j) = |ΣC − ΣM| over both, until none may grow. D depends on the sums of C − M alone, so that one number per group is all that is kept.
    /// </summary>
    /// <param name="surplus">C − M of each model: its mean Creq less its mean Mreq, over its feasible batch sizes.</param>
    /// <param name="size">Largest group, a power of two.</param>
    /// <param name="usesClasses">False: models in their own order, as many as there may be.</param>
    public static List<List<int>> Of(IReadOnlyList<double> surplus, int size, bool usesClasses)
    {
        if (!usesClasses)
            return [.. Enumerable.Range(0, surplus.Count).Chunk(size).Select(c => c.ToList())];
        var groups = surplus.Select((s, i) => new Group([i], s)).ToList();
        for (var pass = 1; pass < size; pass *= 2)
            groups = groups.Count <= PairwiseMax ? MergeNearest(groups) : MergeEnds(groups);
        return [.. groups.OrderBy(g => g.Models[0]).Select(g => g.Models)];
    }

    private static List<Group> MergeNearest(List<Group> groups)
    {
        var pairs = new List<(double Distance, int One, int Other)>(groups.Count * groups.Count / 2);
        for (var one = 0; one < groups.Count; one++)
        {
            for (var other = one + 1; other < groups.Count; other++)
                pairs.Add((Math.Abs(groups[one].Surplus + groups[other].Surplus), one, other));
        }

        pairs.Sort();
        var (merged, isTaken) = (new List<Group>(), new bool[groups.Count]);
        foreach (var (_, one, other) in pairs)
        {
            if (isTaken[one] || isTaken[other])
                continue;
            isTaken[one] = isTaken[other] = true;
            merged.Add(groups[one].With(groups[other]));
        }

        merged.AddRange(groups.Where((_, i) => !isTaken[i]));
        return merged;
    }

    private static List<Group> MergeEnds(List<Group> groups)
    {
        var sorted = groups.OrderBy(g => g.Surplus).ThenBy(g => g.Models[0]).ToList();
        var merged = new List<Group>();
        for (var i = 0; i < sorted.Count / 2; i++)
            merged.Add(sorted[i].With(sorted[^(i + 1)]));
        if (sorted.Count % 2 == 1)
            merged.Add(sorted[sorted.Count / 2]);
        return merged;
    }

    private sealed record Group(List<int> Models, double Surplus)
    {
        public Group With(Group other) => new([.. Models.Concat(other.Models).Order()], Surplus + other.Surplus);
    }
}
