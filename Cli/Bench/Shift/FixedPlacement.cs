namespace Shepherd.Cli.Bench.Shift;

/// <summary>Which worker has which groups loaded where nobody ever changes that: as fits a load that is known. Pure.</summary>
internal static class FixedPlacement
{
    /// <summary>Every group on one worker, then the memory that is left to whoever has the most load for each of its workers.</summary>
    /// <param name="load">Of each group, in any unit.</param>
    /// <param name="workers">Workers.</param>
    /// <param name="resident">Groups that fit one of them.</param>
    /// <returns>Of each worker its groups, ascending.</returns>
    /// <exception cref="ArgumentException">There is not room for all groups.</exception>
    public static IReadOnlyList<IReadOnlyList<int>> Of(IReadOnlyList<double> load, int workers, int resident)
    {
        if (workers * resident < load.Count)
            throw new ArgumentException($"{load.Count} model groups do not fit {workers} workers that have room for {resident} each");
        var copies = Enumerable.Repeat(1, load.Count).ToArray();
        for (var left = Math.Min(workers * resident, load.Count * workers) - load.Count; left > 0; left--)
            copies[Enumerable.Range(0, load.Count).Where(g => copies[g] < workers).MaxBy(g => load[g] / copies[g])]++;
        var places = Enumerable.Range(0, workers).Select(_ => new SortedSet<int>()).ToList();
        var shares = new double[workers];
        // Those with the most copies first: they need the most workers that still have room.
        foreach (var group in Enumerable.Range(0, load.Count).OrderByDescending(g => copies[g]).ThenByDescending(g => load[g]))
        {
            foreach (var worker in Enumerable.Range(0, workers).OrderBy(w => places[w].Count).ThenBy(w => shares[w]).Take(copies[group]).ToList())
            {
                places[worker].Add(group);
                shares[worker] += load[group] / copies[group];
            }
        }

        return [.. places.Select(p => (IReadOnlyList<int>)[.. p])];
    }
}
