using Shepherd.Core.Planning;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Interference;

namespace Shepherd.Simulator.Plans;

/// <summary>A lane of a plan, and what came of it in the latest round.</summary>
/// <param name="pool">Device type.</param>
/// <param name="lane">As planned.</param>
/// <param name="alone">Durations of its models without neighbours.</param>
internal sealed class PlanLane(int pool, PlannedLane lane, IReadOnlyList<LaneTable> alone)
{
    /// <summary>How much of a round's change in what a lane does to its neighbours is taken over: two groups that slow each other down would else take turns.</summary>
    private const double Damping = 0.5;

    private IReadOnlyList<LaneTable>? _beside;

    public PlannedLane Planned => lane;

    /// <summary>Durations of its models without neighbours.</summary>
    public IReadOnlyList<LaneTable> Alone => alone;

    /// <summary>Durations of its models beside its neighbours.</summary>
    public IReadOnlyList<LaneTable> Tables => _beside ?? alone;

    /// <summary>What it does to its neighbours; null before the first round.</summary>
    public LaneLoad? Load { get; private set; }

    /// <summary>Share of the time that it runs.</summary>
    public double Busy { get; private set; }

    /// <summary>Time that it ran, and the time that the same batches would have taken without neighbours.</summary>
    public (double WithNs, double AloneNs) Ran { get; private set; }

    /// <summary>Takes what a run came to.</summary>
    public void Take(VirtualLane run, double spanNs, InterferenceTruth truth)
    {
        Busy = Math.Min(1, run.BusyNs / spanNs);
        var (l2, powerW, bandwidth, total, aloneNs) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < lane.Models.Count; i++)
        {
            var use = run.Uses[i];
            if (use.BusyNs <= 0)
                continue;
            var batch = Math.Max(1, (int)Math.Round(use.MeanBatch));
            var load = truth.Load(pool, lane.Models[i].Model, batch, lane.ComputePercent, 1);
            (l2, powerW, bandwidth, total) = (l2 + (use.BusyNs * load.L2), powerW + (use.BusyNs * load.PowerW), bandwidth + (use.BusyNs * load.BandwidthPercent), total + use.BusyNs);
            aloneNs += use.BusyNs * alone[i].EstimateNs(0, batch) / Tables[i].EstimateNs(0, batch);
        }

        Ran = (total, aloneNs);
        var now = total == 0 ? default : new LaneLoad(Busy, l2 / total, powerW / total, bandwidth / total);
        Load = Load is { } before ? Mean(before, now) : now;
    }

    /// <summary>Its durations beside neighbours, and how much they differ from those before.</summary>
    public (IReadOnlyList<LaneTable> Tables, double Change) Beside(IReadOnlyList<LaneLoad> neighbours, InterferenceTruth truth)
    {
        var tables = new LaneTable[alone.Count];
        var change = 0.0;
        for (var i = 0; i < tables.Length; i++)
        {
            tables[i] = Slow(i, neighbours, truth);
            change = Math.Max(change, tables[i].Distance(Tables[i]));
        }

        return (tables, change);
    }

    public void Set(IReadOnlyList<LaneTable> tables) => _beside = tables;

    /// <summary>The law at the powers of two and the largest size; between them its factor is a line.</summary>
    private LaneTable Slow(int model, IReadOnlyList<LaneLoad> neighbours, InterferenceTruth truth)
    {
        if (neighbours.All(n => n.Busy == 0))
            return alone[model];
        var sizes = new List<(int Batch, double Factor)>();
        for (var batch = 1; batch <= lane.Models[model].MaxBatch; batch = StreamCapacity.NextSize(batch, lane.Models[model].MaxBatch))
            sizes.Add((batch, truth.Slowdown(pool, lane.Models[model].Model, batch, lane.ComputePercent, neighbours)));
        return alone[model].Slow(batch =>
        {
            var next = sizes.FindIndex(s => s.Batch >= batch);
            if (sizes[next].Batch == batch)
                return sizes[next].Factor;
            var (below, above) = (sizes[next - 1], sizes[next]);
            return below.Factor + ((above.Factor - below.Factor) * (batch - below.Batch) / (above.Batch - below.Batch));
        });
    }

    private static LaneLoad Mean(LaneLoad a, LaneLoad b)
    {
        // What an idle lane would use says nothing: the two are weighted by how busy they are.
        var (wa, wb) = ((1 - Damping) * a.Busy, Damping * b.Busy);
        var sum = wa + wb;
        return sum == 0 ? default : new LaneLoad(sum, ((wa * a.L2) + (wb * b.L2)) / sum, ((wa * a.PowerW) + (wb * b.PowerW)) / sum, ((wa * a.BandwidthPercent) + (wb * b.BandwidthPercent)) / sum);
    }
}
