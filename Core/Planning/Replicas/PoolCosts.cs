namespace Shepherd.Core.Planning.Replicas;

/// <summary>What a device of each pool counts as.</summary>
internal static class PoolCosts
{
    /// <summary>Of a pool that nothing runs on; above 0, so that its devices are not free.</summary>
    private const double WorthMin = 1e-3;

    /// <summary>Prices for <see cref="PlanObjective.Cost"/> where there are any; else what devices are worth, so that strong ones are not spent where weak ones do.</summary>
    public static double[] Of(PlanningProblem problem, IReadOnlyList<double> worth) =>
        problem.Objective == PlanObjective.Cost && problem.Devices.Any(p => p.Type.PricePerH > 0) ? [.. problem.Devices.Select(p => p.Type.PricePerH)] : [.. worth];

    /// <summary>Mean over the streams of the goodput of a device, relative to the best type for that stream.</summary>
    public static double[] Worth(PlanningProblem problem, NeedTable needs)
    {
        var (worth, streams) = (new double[problem.Devices.Count], 0);
        var device = new double[problem.Devices.Count];
        foreach (var stream in problem.Streams)
        {
            for (var pool = 0; pool < device.Length; pool++)
                device[pool] = needs.Of(stream.Model, pool).Select(p => p.CapacityRps(stream.SloNs) / p.WidestPpm).DefaultIfEmpty(0).Max();
            if (device.Max() is not (> 0 and var most))
                continue;
            streams++;
            for (var pool = 0; pool < device.Length; pool++)
                worth[pool] += device[pool] / most;
        }

        for (var pool = 0; pool < worth.Length; pool++)
            worth[pool] = Math.Max(WorthMin, worth[pool] / Math.Max(1, streams));
        return worth;
    }
}
