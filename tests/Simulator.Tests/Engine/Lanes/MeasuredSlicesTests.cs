using System.Globalization;
using Shepherd.Core.Profiles;

namespace Shepherd.Simulator.Tests.Engine.Lanes;

public class MeasuredSlicesTests
{
    private const int Slices = 7;

    /// <summary>ParvaGPU's hardware partitions of an A100, one process in each: what the rule makes of the profile of all seven slices against what was measured on fewer.</summary>
    [SkippableFact]
    public void EstimateNs_PartitionsOfAnA100_AreATenthOffAtTheMedian()
    {
        var rows = File.ReadLines(Repository.Data("profiles/parvagpu_a100_mig.csv")).Skip(1).Select(l => l.Split(','))
            .Select(c => (Model: c[0], Slices: int.Parse(c[1], CultureInfo.InvariantCulture), Batch: int.Parse(c[2], CultureInfo.InvariantCulture), Processes: c[3], Rps: double.Parse(c[4], CultureInfo.InvariantCulture)))
            .Where(r => r.Processes == "1" && r.Rps > 0)
            .Select(r => (r.Model, r.Slices, r.Batch, Ns: r.Batch / r.Rps * 1e9)).ToList();
        // Only sevenths are whole numbers of lanes: the slices of one.
        var errors = new List<double>();
        foreach (var model in rows.GroupBy(r => r.Model, StringComparer.Ordinal))
        {
            var atLeastNs = 0.0;
            var whole = model.Where(r => r.Slices == Slices).OrderBy(r => r.Batch).Select(r => new LatencyPoint(r.Batch, (long)(atLeastNs = Math.Max(atLeastNs, r.Ns)))).ToList();
            var lane = new LaneLatency(new TableLatency(whole), Slices, whole[^1].Batch);
            errors.AddRange(model.Where(r => r.Slices == 1).Select(r => (lane.EstimateNs(0, r.Batch) / r.Ns) - 1));
        }

        Assert.Equal(67, errors.Count);
        var sorted = errors.Select(Math.Abs).Order().ToList();
        Assert.InRange(sorted[sorted.Count / 2], 0, 0.13);
        // Where it is wrong it is too slow: the simulator must not promise what sharing does not give.
        Assert.InRange(errors.Average(), 0, 0.3);
    }
}
