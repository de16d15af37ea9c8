using Shepherd.Core.Planning.Replicas;

namespace Shepherd.Core.Planning.Rivals;

/// <summary>What a unit gets of partitions of every size.</summary>
internal sealed class GpuletTable
{
    private readonly RivalProblem _rival;
    private readonly NeedTable _needs;
    private readonly RunPoint[][] _best;
    private readonly double[][] _rps;

    public GpuletTable(RivalProblem rival)
    {
        _rival = rival;
        _needs = new NeedTable(rival.Problem, [.. Sizes.Select(s => RunPoint.ToPpm(s))]);
        var count = rival.Units.Count * rival.Problem.Devices.Count;
        (_best, _rps) = (new RunPoint[count][], new double[count][]);
        for (var i = 0; i < count; i++)
        {
            var (unit, pool) = (rival.Units[i / rival.Problem.Devices.Count], i % rival.Problem.Devices.Count);
            (_best[i], _rps[i]) = (new RunPoint[Sizes.Count], new double[Sizes.Count]);
            foreach (var point in _needs.Of(unit.Model, pool))
            {
                var size = Sizes.ToList().IndexOf((int)Math.Round(RunPoint.ToPercent(point.ComputePpm)));
                if (point.CapacityRps(unit.SloNs, Slowdown(Sizes[size])) is var rps && rps > _rps[i][size])
                    (_best[i][size], _rps[i][size]) = (point, rps);
            }
        }
    }

    /// <summary>Percent of a device that a partition may have.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [20, 40, 50, 60, 80, 100];

    /// <summary>A partition below a whole device has a neighbour.</summary>
    public double Slowdown(int percent) => percent < 100 ? 1 + _rival.Options.InterferenceShare : 1;

    /// <summary>The best way to run a unit on a partition, and what it answers there; 0 where it keeps no SLO.</summary>
    public (RunPoint Point, double Rps) Of(int unit, int pool, int size) => (_best[At(unit, pool)][size], _rps[At(unit, pool)][size]);

    /// <summary>The size beyond which more gains little: the point of the goodput curve farthest above the line from its first point to its last.</summary>
    /// <returns>−1 where no size serves.</returns>
    public int Knee(int unit, int pool)
    {
        var rps = _rps[At(unit, pool)];
        var first = Array.FindIndex(rps, r => r > 0);
        if (first < 0)
            return -1;
        var (knee, farthest) = (first, 0.0);
        for (var size = first; size < Sizes.Count; size++)
        {
            var line = first == Sizes.Count - 1 ? rps[first] : rps[first] + ((rps[^1] - rps[first]) * (Sizes[size] - Sizes[first]) / (Sizes[^1] - Sizes[first]));
            if (rps[size] - line > farthest + (1e-9 * rps[^1]))
                (knee, farthest) = (size, rps[size] - line);
        }

        // A straight line has no knee: the whole device is as efficient as any part.
        return farthest > 0 ? knee : Sizes.Count - 1;
    }

    /// <summary>The least size with a goodput; −1 where there is none.</summary>
    public int Required(int unit, int pool, double rps) => Array.FindIndex(_rps[At(unit, pool)], r => r > 0 && r >= rps);

    private int At(int unit, int pool) => (unit * _rival.Problem.Devices.Count) + pool;
}
