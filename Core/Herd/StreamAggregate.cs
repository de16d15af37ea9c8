using Shepherd.Core.Planning;

namespace Shepherd.Core.Herd;

/// <summary>Streams of one model and one SLO, whose requests are alike to a planner: HERD plans them as one.</summary>
/// <param name="Model">Index of the model.</param>
/// <param name="SloNs">Their SLO.</param>
/// <param name="Streams">Their indices, ascending.</param>
/// <param name="RateRps">Σ of their rates.</param>
/// <param name="SquaredCv">Of their requests together: the mean of theirs weighted by rate, as variances of independent arrivals add up.</param>
/// <param name="Capacities">T_i and its batch, by pool, on a whole device; null where the type does not serve it.</param>
internal sealed record StreamAggregate(int Model, long SloNs, IReadOnlyList<int> Streams, double RateRps, double SquaredCv, IReadOnlyList<StreamCapacity?> Capacities)
{
    /// <summary>A part of its requests on a pool that serves it.</summary>
    public StreamUnit Unit(int index, int pool, double rateRps)
    {
        var goodputRps = Capacities[pool]!.Value.GoodputRps;
        // Renewal arrivals: variance of a span's count ≈ CV² · mean; in devices' work, over a span of one SLO.
        return new StreamUnit(index, rateRps, rateRps / goodputRps, SquaredCv * rateRps / (SloNs / 1e9) / (goodputRps * goodputRps));
    }

    /// <summary>Aggregates in the order of their first streams.</summary>
    public static List<StreamAggregate> Of(PlanningProblem problem)
    {
        var (index, members) = (new Dictionary<(int, long), int>(), new List<List<int>>());
        for (var i = 0; i < problem.Streams.Count; i++)
        {
            var key = (problem.Streams[i].Model, problem.Streams[i].SloNs);
            if (!index.TryGetValue(key, out var aggregate))
            {
                index.Add(key, aggregate = members.Count);
                members.Add([]);
            }

            members[aggregate].Add(i);
        }

        return [.. members.Select(streams => Of(problem, streams))];
    }

    private static StreamAggregate Of(PlanningProblem problem, List<int> streams)
    {
        var first = problem.Streams[streams[0]];
        var rateRps = streams.Sum(s => problem.Streams[s].RateRps);
        var squaredCv = rateRps > 0 ? streams.Sum(s => problem.Streams[s].Cv * problem.Streams[s].Cv * (problem.Streams[s].RateRps / rateRps)) : 1;
        var capacities = new StreamCapacity?[problem.Devices.Count];
        for (var pool = 0; pool < capacities.Length; pool++)
            capacities[pool] = problem.Devices[pool].Count == 0 ? null : StreamCapacity.Of(problem, streams[0], pool, 100, problem.Devices[pool].Type.MemoryBytes);
        return new StreamAggregate(first.Model, first.SloNs, streams, rateRps, squaredCv, capacities);
    }
}

/// <summary>Requests of one aggregate that stay together: all of them, or a part where they are more than a group should have of one kind.</summary>
/// <param name="Aggregate">Index of the aggregate.</param>
/// <param name="RateRps">Requests per second.</param>
/// <param name="Devices">n_i: the devices of its pool that they keep busy.</param>
/// <param name="Variance">Of the work that arrives within an SLO's time, devices².</param>
internal readonly record struct StreamUnit(int Aggregate, double RateRps, double Devices, double Variance);

/// <summary>Devices of one pool with the units that they serve.</summary>
internal sealed record PoolGroup(int Pool, int Devices, IReadOnlyList<StreamUnit> Units)
{
    public double Load => Units.Sum(u => u.Devices) / Devices;

    /// <summary>0 where there is no demand: no burst to tolerate.</summary>
    public double BurstTolerance => Neediest.Devices > 0 ? Devices / Neediest.Devices : 0;

    /// <summary>The stream with the most demand, its units here taken together.</summary>
    public StreamUnit Neediest => Units.GroupBy(u => u.Aggregate).Select(a => a.First() with { Devices = a.Sum(u => u.Devices) }).MaxBy(u => u.Devices);
}

/// <summary>Requests without a place.</summary>
internal sealed record DroppedUnit(int Aggregate, double RateRps, string Reason);
