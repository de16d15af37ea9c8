using Shepherd.Core.Planning.Replicas;
using Shepherd.Core.Profiles;

namespace Shepherd.Core.Planning.Rivals;

/// <summary>ParvaGPU's segment configurator: the best segment of every size for each unit and pool.</summary>
internal sealed class SegmentTable
{
    private const int ProcessesMax = 3;

    /// <summary>Half an SLO to wait, half to run, and a tenth of that in hand.</summary>
    private const double SloPart = 0.45;

    private readonly RivalProblem _rival;
    private readonly Segment?[] _best;

    public SegmentTable(RivalProblem rival)
    {
        _rival = rival;
        var pools = rival.Problem.Devices.Count;
        _best = new Segment?[rival.Units.Count * pools * Segment.Sizes.Count];
        for (var unit = 0; unit < rival.Units.Count; unit++)
        {
            for (var pool = 0; pool < pools; pool++)
            {
                for (var size = 0; size < Segment.Sizes.Count; size++)
                    _best[(((unit * pools) + pool) * Segment.Sizes.Count) + size] = Find(unit, pool, Segment.Sizes[size]);

                // No segment keeps the margin: the whole device without it.
                if (Of(unit, pool).Any())
                    continue;
                _best[(((unit * pools) + pool) * Segment.Sizes.Count) + Segment.Sizes.Count - 1] = FindWhole(unit, pool);
            }
        }
    }

    /// <summary>The best segment of each size, by rising size; sizes that serve nothing are left out.</summary>
    public IEnumerable<Segment> Of(int unit, int pool)
    {
        for (var size = 0; size < Segment.Sizes.Count; size++)
        {
            if (_best[(((unit * _rival.Problem.Devices.Count) + pool) * Segment.Sizes.Count) + size] is { } segment)
                yield return segment;
        }
    }

    private Segment? Find(int unit, int pool, int slices)
    {
        Segment? best = null;
        var of = _rival.Units[unit];
        for (var processes = 1; processes <= ProcessesMax; processes++)
        {
            foreach (var (batch, durationNs) in Runs(of.Model, pool, slices, processes))
            {
                if (durationNs >= SloPart * of.SloNs)
                    break;
                var rps = processes * batch * 1e9 / durationNs;
                if (best is null || rps > best.Rps)
                    best = new Segment(unit, pool, slices, processes, batch, durationNs, rps);
            }
        }

        return best;
    }

    private Segment? FindWhole(int unit, int pool)
    {
        Segment? best = null;
        foreach (var (batch, durationNs) in Runs(_rival.Units[unit].Model, pool, Segment.SlicesPerDevice, 1))
        {
            var rps = new RunPoint(pool, batch, RunPoint.WholePpm, 0, 0, durationNs).CapacityRps(_rival.Units[unit].SloNs);
            if (rps > (best?.Rps ?? 0))
                best = new Segment(unit, pool, Segment.SlicesPerDevice, 1, batch, durationNs, rps);
        }

        return best;
    }

    private IEnumerable<(int Batch, long DurationNs)> Runs(int model, int pool, int slices, int processes)
    {
        var (problem, maxBatch) = (_rival.Problem, Math.Min(NeedTable.BatchMax, _rival.Problem.Models[model].MaxBatch));
        var memory = problem.Devices[pool].Type.MemoryBytes / Segment.MemoryPerDevice * Segment.MemoryOf(slices);
        for (var batch = 1; batch <= maxBatch && problem.Devices[pool].Count > 0; batch = StreamCapacity.NextSize(batch, maxBatch))
        {
            if (problem.Estimator.Estimate(model, pool, batch) is not { } need || processes * need.MemoryBytes > memory)
                yield break;
            var durationNs = problem.Estimator.DurationNs(model, pool, batch, RunPoint.ToPercent(Segment.PpmOf(slices, processes)));
            if (durationNs is >= 1 and <= LatencyLimits.MaxNs)
                yield return (batch, durationNs);
        }
    }
}
