namespace Shepherd.Core.Planning.Replicas;

/// <summary>
/// Which streams of a model share replicas. One unit with the tightest SLO is the rule; where streams of looser SLOs are cheaper apart, because larger batches of their own save more of
/// devices than another replica's rounding and memory cost, they are a unit of their own. Streams are cut by SLO only, so that the cheapest cut is found in the square of the SLO levels.
/// </summary>
internal static class UnitSplit
{
    /// <summary>SLO levels told apart within one model; more are drawn together with the next tighter one.</summary>
    private const int LevelsMax = 12;

    /// <summary>More than any cluster: the cost of an SLO that nothing keeps, so that it takes no other with it.</summary>
    private const double Hopeless = 1e12;

    /// <param name="problem">The problem.</param>
    /// <param name="needs">Ways to run its models.</param>
    /// <param name="poolCost">Cost of a device of each pool.</param>
    /// <param name="sigmas">Standard deviations of the rate to provide for.</param>
    public static List<DemandUnit> Of(PlanningProblem problem, NeedTable needs, IReadOnlyList<double> poolCost, double sigmas)
    {
        var streamsOf = new List<int>[problem.Models.Count];
        for (var i = 0; i < problem.Streams.Count; i++)
            (streamsOf[problem.Streams[i].Model] ??= []).Add(i);
        var units = new List<DemandUnit>();
        for (var model = 0; model < streamsOf.Length; model++)
        {
            if (streamsOf[model] is null)
                continue;
            double CostOf(List<List<int>> levels, int from, int to) => Cost(problem, needs, poolCost, sigmas, Unit(problem, 0, model, levels, from, to, isOnly: true));
            var all = streamsOf[model].GroupBy(s => problem.Streams[s].SloNs).OrderBy(g => g.Key).Select(g => g.ToList()).ToList();
            var hopeless = Enumerable.Range(0, all.Count).TakeWhile(i => CostOf(all, i, i + 1) >= Hopeless).Count();
            var levels = Levels(all, hopeless);
            var cuts = Cut(levels, (from, to) => CostOf(levels, from, to));

            // Two replicas of one model never share a device: more parts than devices could not all be placed.
            if (cuts.Count - 1 > problem.DeviceCount)
                cuts = [.. new[] { 0, hopeless, levels.Count }.Distinct()];
            for (var i = 0; i + 1 < cuts.Count; i++)
                units.Add(Unit(problem, units.Count, model, levels, cuts[i], cuts[i + 1], cuts.Count == 2));
        }

        return units;
    }

    /// <summary>Levels that nothing keeps stay as they are; of the rest neighbours are drawn together where they are too many.</summary>
    private static List<List<int>> Levels(List<List<int>> all, int hopeless)
    {
        var rest = all.Count - hopeless;
        if (rest <= LevelsMax)
            return all;
        var levels = all.GetRange(0, hopeless);
        for (var i = 0; i < rest; i++)
        {
            if ((long)i * LevelsMax / rest == levels.Count - hopeless)
                levels.Add([]);
            levels[^1].AddRange(all[hopeless + i]);
        }

        return levels;
    }

    /// <summary>Borders of the cheapest cut; of equals the one with the fewest parts.</summary>
    private static List<int> Cut(List<List<int>> levels, Func<int, int, double> cost)
    {
        var (least, from, parts) = (new double[levels.Count + 1], new int[levels.Count + 1], new int[levels.Count + 1]);
        for (var to = 1; to <= levels.Count; to++)
        {
            least[to] = double.PositiveInfinity;
            for (var start = 0; start < to; start++)
            {
                var total = least[start] + cost(start, to);
                if (total < least[to] || (total == least[to] && parts[start] + 1 < parts[to]))
                    (least[to], from[to], parts[to]) = (total, start, parts[start] + 1);
            }
        }

        var cuts = new List<int> { levels.Count };
        while (cuts[^1] > 0)
            cuts.Add(from[cuts[^1]]);
        cuts.Reverse();
        return cuts;
    }

    private static DemandUnit Unit(PlanningProblem problem, int index, int model, List<List<int>> levels, int from, int to, bool isOnly)
    {
        var streams = levels.GetRange(from, to - from).SelectMany(l => l).Order().ToArray();
        var sloNs = streams.Min(s => problem.Streams[s].SloNs);
        var (rate, spread) = (0.0, 0.0);
        foreach (var stream in streams)
        {
            rate += problem.Streams[stream].RateRps;
            spread += problem.Streams[stream].RateRps * problem.Streams[stream].Cv * problem.Streams[stream].Cv;
        }

        var name = isOnly ? problem.Models[model].Name : FormattableString.Invariant($"{problem.Models[model].Name} (SLO from {sloNs / 1e6:0.###} ms)");
        return new DemandUnit(index, model, name, streams, sloNs, rate, Math.Sqrt(spread / (sloNs / 1e9)));
    }

    /// <summary>Whole replicas, each at the wider of its needs.</summary>
    private static double Cost(PlanningProblem problem, NeedTable needs, IReadOnlyList<double> poolCost, double sigmas, DemandUnit unit)
    {
        var least = Hopeless * unit.Streams.Count;
        for (var pool = 0; pool < problem.Devices.Count; pool++)
        {
            foreach (var point in needs.Of(unit.Model, pool))
            {
                if (point.CapacityRps(unit.SloNs) is > 0 and var rps)
                    least = Math.Min(least, Math.Ceiling(unit.PlanRps(sigmas) / rps) * point.WidestPpm / RunPoint.WholePpm * poolCost[pool]);
            }
        }

        return least;
    }
}
