using Shepherd.Core.Profiles;

namespace Shepherd.Core.Planning.Replicas;

/// <summary>What the estimator says of every model on every pool, asked once.</summary>
internal sealed class NeedTable
{
    /// <summary>Past batches of 128 no device that was measured gains (USHER §3.3 searches no further).</summary>
    public const int BatchMax = 128;

    private readonly PlanningProblem _problem;
    private readonly IReadOnlyList<RunPoint>[] _points;

    /// <summary>Asks for the powers of two up to the model's limit and <see cref="BatchMax"/>.</summary>
    /// <param name="problem">Whose estimator is asked.</param>
    /// <param name="sharesPpm">Shares that are tried; null for each batch's own Creq.</param>
    public NeedTable(PlanningProblem problem, IReadOnlyList<int>? sharesPpm = null)
    {
        _problem = problem;
        _points = new IReadOnlyList<RunPoint>[problem.Models.Count * problem.Devices.Count];
        for (var model = 0; model < problem.Models.Count; model++)
        {
            for (var pool = 0; pool < problem.Devices.Count; pool++)
                _points[(model * problem.Devices.Count) + pool] = problem.Devices[pool].Count == 0 ? [] : Ask(model, pool, sharesPpm);
        }
    }

    /// <summary>Ways to run a model on a pool that fit one of its devices, by ascending batch size.</summary>
    public IReadOnlyList<RunPoint> Of(int model, int pool) => _points[(model * _problem.Devices.Count) + pool];

    /// <summary>Ways to run a model on a share of a pool's devices, asked anew.</summary>
    public IReadOnlyList<RunPoint> At(int model, int pool, int sharePpm) => Ask(model, pool, [sharePpm]);

    /// <summary>Whether the model is in memory and in time nowhere, and why.</summary>
    /// <returns>Null where some device answers a batch of one in time.</returns>
    public string? FindFault(DemandUnit unit)
    {
        var (leastBytes, leastNs, fastest) = (long.MaxValue, long.MaxValue, "");
        for (var pool = 0; pool < _problem.Devices.Count; pool++)
        {
            if (_problem.Devices[pool].Count == 0 || _problem.Estimator.Estimate(unit.Model, pool, 1) is not { } need)
                continue;
            leastBytes = Math.Min(leastBytes, need.MemoryBytes);
            if (need.MemoryBytes <= _problem.Devices[pool].Type.MemoryBytes && need.DurationNs < leastNs)
                (leastNs, fastest) = (need.DurationNs, _problem.Devices[pool].Type.Name);
        }

        if (leastBytes == long.MaxValue)
            return "no device type of the cluster is known to run it; give it a profile, or add a type that it has one for";
        if (leastNs == long.MaxValue)
            return FormattableString.Invariant($"a batch of one needs {leastBytes / 1e9:0.##} GB, more than any device has ({LargestDevice()}); add larger devices or shrink the model");
        return leastNs > unit.SloNs
            ? FormattableString.Invariant($"a batch of one takes {leastNs / 1e6:0.###} ms even on a whole {fastest}, past its SLO of {unit.SloNs / 1e6:0.###} ms; relax the SLO or add faster devices")
            : null;
    }

    private string LargestDevice()
    {
        var largest = _problem.Devices.Where(p => p.Count > 0).MaxBy(p => p.Type.MemoryBytes)!.Type;
        return FormattableString.Invariant($"{largest.Name}: {largest.MemoryBytes / 1e9:0.##} GB");
    }

    private List<RunPoint> Ask(int model, int pool, IReadOnlyList<int>? sharesPpm)
    {
        var (points, memory, maxBatch) = (new List<RunPoint>(), _problem.Devices[pool].Type.MemoryBytes, Math.Min(BatchMax, _problem.Models[model].MaxBatch));
        for (var batch = 1; batch <= maxBatch; batch = StreamCapacity.NextSize(batch, maxBatch))
        {
            if (_problem.Estimator.Estimate(model, pool, batch) is not { } need || need.MemoryBytes > memory)
                break;
            var memoryPpm = (int)Math.Ceiling((double)need.MemoryBytes / memory * RunPoint.WholePpm);
            foreach (var share in sharesPpm ?? [RunPoint.ToPpm(need.ComputePercent)])
            {
                var durationNs = _problem.Estimator.DurationNs(model, pool, batch, RunPoint.ToPercent(share));
                if (durationNs is >= 1 and <= LatencyLimits.MaxNs)
                    points.Add(new RunPoint(pool, batch, share, need.MemoryBytes, memoryPpm, durationNs));
            }
        }

        return points;
    }
}
