namespace Shepherd.Core.Herd;

/// <summary>
/// Solves HERD's problem without a solver. Burst tolerance size_j ÷ n_i does not depend on the other streams of a group, and a model's streams lose nothing by being where its neediest one is; so for a given
/// minimum B each model asks for a group of ⌈B·n⌉ devices, and what is left is to pack the models' memory into groups, set by set, so that the groups' largest needs sum to at most N
/// (<see cref="GroupPacker"/>). The greatest such B is found by halving; then <see cref="GroupBalancer"/> spreads the load.
/// </summary>
/// <remarks>
/// The trade between the two: goodput is what users get, so a burst tolerance that leaves a group with more load than <see cref="HerdOptions.LoadMax"/> is given up, step by step, for one at which no group is. Where
/// none is (the pool has too few devices) the least load wins. With an infinite limit the greatest burst tolerance comes first, as published, and the load is balanced at it.
/// </remarks>
public static class HerdSolver
{
    /// <summary>Halvings that separate any two burst tolerances that matter, at any scale of rates.</summary>
    private const int HalvingsMax = 200;

    /// <summary>Two burst tolerances nearer to each other than this part are the same.</summary>
    private const double BurstPrecision = 1e-9;

    /// <summary>A load within this part of N's even share is as good as a heuristic gets: no burst tolerance is given up for less.</summary>
    private const double EvenSlack = 1.05;

    /// <summary>Burst tolerance is given up only for a load that falls by more than 1 %.</summary>
    private const double WorthLess = 0.99;

    /// <summary>Up to so many streams every part is tried in turn; beyond, halving finds one in a few steps.</summary>
    private const int SteppedStreamsMax = 64;

    /// <summary>Parts of the greatest burst tolerance that are tried, one after the other, until the load is within its limit.</summary>
    private static readonly double[] Parts = [1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4, 0.3, 0.2, 0.1, 0];

    /// <summary>Solves. Pure: same model, same groups.</summary>
    /// <returns>Null where the models do not fit the pool: one exceeds a device's memory, or they need more groups than there are devices.</returns>
    /// <exception cref="ArgumentException">Model or options are faulty.</exception>
    public static HerdSolution? Solve(HerdModel model, HerdOptions? options = null)
    {
        options ??= new HerdOptions();
        if ((model.FindFault() ?? options.FindFault()) is { } fault)
            throw new ArgumentException(fault, nameof(model));
        var search = new BurstSearch(model, options.SearchNodes);
        if (!search.Run(HalvingsMax, BurstPrecision))
            return null;
        var isBurstFirst = double.IsPositiveInfinity(options.LoadMax);
        var enough = EnoughLoad(model, isBurstFirst ? options with { LoadMax = double.Epsilon } : options);
        var best = Spread(model, search, 1, enough);
        var (tooMuch, served) = (0, isBurstFirst || best is null || search.BurstTolerance == 0 || best.Load <= enough ? 1 : Parts.Length);
        while (served - tooMuch > 1)
        {
            var next = model.Streams.Count <= SteppedStreamsMax ? tooMuch + 1 : (tooMuch + served) / 2;
            var solution = Spread(model, search, Parts[next], enough);
            (tooMuch, served) = solution?.Load <= enough ? (tooMuch, next) : (next, served);
            if (IsBetter(solution, best, enough))
                best = solution;
        }

        return best;
    }

    /// <summary>Two ways to spread the load at a part of the greatest burst tolerance; the second is only asked where the first leaves too much.</summary>
    private static HerdSolution? Spread(HerdModel model, BurstSearch search, double part, double enough)
    {
        HerdSolution? best = null;
        foreach (var divides in new[] { true, false })
        {
            if (best?.Load <= enough || search.GroupsAt(part * search.BurstTolerance) is not { } groups)
                break;
            new GroupBalancer(model, part * search.BurstTolerance, groups).Balance(divides);
            var solution = Describe(model, groups, search.BurstTolerance, search.IsProven);
            if (IsBetter(solution, best, enough))
                best = solution;
        }

        return best;
    }

    /// <summary>What serves the load goes before what does not; then less load there, more burst tolerance here.</summary>
    private static bool IsBetter(HerdSolution? solution, HerdSolution? than, double enough)
    {
        if (solution is null || than is null)
            return solution is not null;
        return than.Load <= enough ? solution.Load <= enough && solution.BurstTolerance > than.BurstTolerance : solution.Load < than.Load * WorthLess;
    }

    /// <summary>The load that a balanced solution need not be below.</summary>
    internal static double EnoughLoad(HerdModel model, HerdOptions options) =>
        Math.Max(options.LoadMax, model.Devices == 0 ? 0 : EvenSlack * model.Streams.Sum(s => s.Devices) / model.Devices);

    /// <summary>Balances given groups as little as they need it.</summary>
    /// <returns>Null where they are left with less burst tolerance than asked for.</returns>
    internal static HerdSolution? Keep(HerdModel model, List<WorkGroup> groups, HerdSolution fresh, HerdOptions options)
    {
        var burstTolerance = fresh.BurstTolerance * (1 - options.KeepTolerance);
        new GroupBalancer(model, double.IsPositiveInfinity(burstTolerance) ? 0 : burstTolerance, groups).Balance(divides: false, EnoughLoad(model, options));
        var kept = Describe(model, groups, fresh.BurstToleranceMax, fresh.IsProven);
        return kept.BurstTolerance >= burstTolerance ? kept : null;
    }

    private static HerdSolution Describe(HerdModel model, List<WorkGroup> groups, double burstToleranceMax, bool isProven)
    {
        var burstTolerance = double.PositiveInfinity;
        foreach (var group in groups)
        {
            foreach (var stream in group.Streams.Where(s => model.Streams[s].Devices > 0))
                burstTolerance = Math.Min(burstTolerance, group.Devices / model.Streams[stream].Devices);
        }

        var load = groups.Count == 0 ? 0 : groups.Max(g => g.Load);
        return new HerdSolution([.. groups.Select(g => g.Done())], burstTolerance, Math.Max(burstTolerance, burstToleranceMax), load, isProven);
    }
}
