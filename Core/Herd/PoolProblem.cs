using Shepherd.Core.Planning;
using Shepherd.Core.Profiles;

namespace Shepherd.Core.Herd;

/// <summary>What one pool has to serve: the units, and HERD's problem over them.</summary>
/// <param name="Pool">Index of the pool.</param>
/// <param name="Units">Streams of <paramref name="Herd"/>, in its order.</param>
/// <param name="Herd">The problem.</param>
/// <param name="Models">Index of each of its models in the planning problem.</param>
internal sealed record PoolProblem(int Pool, IReadOnlyList<StreamUnit> Units, HerdModel Herd, IReadOnlyList<int> Models)
{
    /// <summary>A stream is divided into units of at most 1 ÷ this of a group, so that groups can be filled evenly and its burst tolerance does not bind the others'; where the pool is but one group, every stream stays whole.</summary>
    private const int UnitsPerGroup = 4;

    /// <summary>Makes it from the parts of the aggregates that the pool serves.</summary>
    public static PoolProblem Of(PlanningProblem problem, IReadOnlyList<StreamAggregate> aggregates, int pool, IReadOnlyList<(int Aggregate, double RateRps)> parts, PoolProfiles profiles, double affinityMax)
    {
        var groupDevices = Math.Clamp(problem.Devices[pool].Count, 1, problem.GroupDevices);
        var wholes = parts.OrderBy(p => p.Aggregate).Select(p => aggregates[p.Aggregate].Unit(p.Aggregate, pool, p.RateRps)).ToList();
        var groupsMax = Math.Max(1, problem.Devices[pool].Count / groupDevices);
        // Under any overload no more units than the groups could have.
        var devicesMax = Math.Max((double)groupDevices / UnitsPerGroup, wholes.Sum(u => u.Devices) / (UnitsPerGroup * groupsMax));
        var isOneGroup = problem.Devices[pool].Count <= problem.GroupDevices;
        var units = wholes.SelectMany(u => isOneGroup ? [u] : Divide(u, devicesMax)).ToList();
        var models = units.Select(u => aggregates[u.Aggregate].Model).Distinct().Order().ToList();
        var numbers = models.Select((model, number) => (model, number)).ToDictionary(m => m.model, m => m.number);
        var sets = AffinitySets.Of([.. models.Select(profiles.Line)], affinityMax);
        var residents = models.Select((model, number) => profiles.Resident(model, sets[number])).ToList();
        var names = Names(problem, aggregates, units);
        var demands = units.Select((u, i) => new HerdDemand(names[i], numbers[aggregates[u.Aggregate].Model], u.Devices)).ToList();
        return new PoolProblem(pool, units, new HerdModel(problem.Devices[pool].Count, problem.GroupDevices, problem.Devices[pool].Type.MemoryBytes, residents, demands), models);
    }

    /// <summary>The same without some of its units.</summary>
    public PoolProblem Only(IReadOnlyList<int> kept)
    {
        var streams = kept.Select(i => Herd.Streams[i]).ToList();
        return this with { Units = [.. kept.Select(i => Units[i])], Herd = Herd with { Streams = streams } };
    }

    public PoolGroup Group(HerdGroup group) => new(Pool, group.Devices, [.. group.Streams.Select(s => Units[s])]);

    /// <summary>Each is there once: streams planned as one go by their first, parts by their number.</summary>
    private static string[] Names(PlanningProblem problem, IReadOnlyList<StreamAggregate> aggregates, List<StreamUnit> units)
    {
        var (names, parts) = (new string[units.Count], new int[aggregates.Count]);
        var partsOf = units.CountBy(u => u.Aggregate).ToDictionary(p => p.Key, p => p.Value);
        for (var i = 0; i < names.Length; i++)
        {
            var streams = aggregates[units[i].Aggregate].Streams;
            var others = streams.Count > 1 ? FormattableString.Invariant($" and {streams.Count - 1} more of its model and SLO") : "";
            var part = partsOf[units[i].Aggregate] > 1 ? FormattableString.Invariant($", part {++parts[units[i].Aggregate]} of {partsOf[units[i].Aggregate]}") : "";
            names[i] = problem.Streams[streams[0]].Name + others + part;
        }

        return names;
    }

    private static IEnumerable<StreamUnit> Divide(StreamUnit whole, double devicesMax)
    {
        var parts = (int)Math.Max(1, Math.Ceiling((whole.Devices / devicesMax) - 1e-9));
        return Enumerable.Repeat(whole with { RateRps = whole.RateRps / parts, Devices = whole.Devices / parts, Variance = whole.Variance / parts }, parts);
    }
}

/// <summary>What the estimator says of the models on one pool, asked once.</summary>
internal sealed class PoolProfiles
{
    private readonly PlanningProblem _problem;
    private readonly int _pool;
    private readonly Dictionary<int, int> _batches = [];
    private readonly Dictionary<int, LinearLatency> _lines = [];

    public PoolProfiles(PlanningProblem problem, IReadOnlyList<StreamAggregate> aggregates, int pool)
    {
        (_problem, _pool) = (problem, pool);
        foreach (var aggregate in aggregates)
        {
            if (aggregate.Capacities[pool] is { } capacity)
                _batches[aggregate.Model] = Math.Max(capacity.Batch, _batches.GetValueOrDefault(aggregate.Model));
        }
    }

    /// <summary>What a lane that may take the whole device runs of a model: batches as large as any of its streams wants.</summary>
    public LaneModel Lane(int model) => new(model, _batches[model], _problem.Estimator.DurationNs(model, _pool, _batches[model], 100));

    public HerdResident Resident(int model, int affinitySet)
    {
        var need = _problem.Estimator.Estimate(model, _pool, _batches[model])!.Value;
        return new HerdResident(_problem.Models[model].Name, need.WeightBytes, need.WorkBytes, affinitySet);
    }

    /// <summary>l(b) = αb + β over the sizes that fit the device.</summary>
    public LinearLatency Line(int model)
    {
        if (_lines.TryGetValue(model, out var line))
            return line;
        var (points, maxBatch) = (new List<LatencyPoint>(), _problem.Models[model].MaxBatch);
        for (var batch = 1; batch <= maxBatch; batch = StreamCapacity.NextSize(batch, maxBatch))
        {
            if (_problem.Estimator.Estimate(model, _pool, batch) is not { } need || need.MemoryBytes > _problem.Devices[_pool].Type.MemoryBytes || need.DurationNs > LatencyLimits.MaxNs)
                break;
            points.Add(new LatencyPoint(batch, need.DurationNs));
        }

        _lines.Add(model, line = LinearFit.Of(points).Latency);
        return line;
    }
}
