using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Benchmarks;

namespace Shepherd.Cli.Bench.Goodput;

/// <summary>What a slice's recording says of a model, as a simulator needs it.</summary>
/// <param name="Truth">Mean time that the lane had a batch.</param>
/// <param name="Believed">What the policy expected.</param>
/// <param name="TransitNs">From a request sent to the scheduler, mean.</param>
/// <param name="AnswerNs">From a batch's end to the result read, mean.</param>
internal sealed record MeasuredLane(IReadOnlyList<LatencyPoint> Truth, IReadOnlyList<LatencyPoint> Believed, long TransitNs, long AnswerNs)
{
    /// <summary>Times of batches by the mean of their size, in the order they ran: what disturbs a machine lasts, so the order says how bad stretches come together.</summary>
    public IReadOnlyList<double> Variation { get; init; } = [];

    /// <summary>Stops past their exit points, as shares of the run.</summary>
    public IReadOnlyList<double> StopShares { get; init; } = [];

    /// <summary>Reads a model's part.</summary>
    /// <param name="recording">What the lanes did.</param>
    /// <param name="model">The model.</param>
    /// <param name="answeredNs">From sent to result read, of each answered request.</param>
    public static MeasuredLane Of(Recording recording, MixModel model, IReadOnlyList<long> answeredNs)
    {
        var batches = recording.Batches.Where(b => b.Model == model.Name).ToList();
        var requests = recording.Requests.Where(r => r.Model == model.Name).ToList();
        if (requests.Count == 0 || answeredNs.Count == 0)
            return new MeasuredLane(model.Idle, model.Idle, 0, 0);
        var transitNs = (long)Math.Max(0, requests.Average(r => r.TransitNs));
        var answerNs = (long)Math.Max(0, answeredNs.Average() - requests.Average(r => r.ServedNs));
        var truth = Table(model, batches, b => b.LaneNs);
        var mean = new TableLatency(truth);
        return new MeasuredLane(truth, Table(model, batches, b => b.ExpectedNs), transitNs, answerNs)
        {
            Variation = [.. batches.Select(b => Math.Max(1, b.LaneNs) / (double)mean.EstimateNs(0, b.Size))],
            StopShares = [.. recording.Stops.Where(s => s.Model == model.Name).Select(s => s.DelayNs / (double)Math.Max(1, s.TotalNs))],
        };
    }

    /// <summary>How batches stop: as is usual, for models of which none was stopped, else at the mean of what was measured.</summary>
    public static PreemptionTerms Terms(Recording recording, PreemptionKind kind, int segments, long budgetBytes)
    {
        var usual = PreemptionTerms.Measured(kind) with { SegmentCost = 0, SuspendBudgetBytes = budgetBytes, ExitPoints = kind == PreemptionKind.Suspend ? segments : 0 };
        return recording.Stops.Count == 0 ? usual : usual with { AcknowledgeNs = (long)recording.Stops.Average(s => s.DelayNs) };
    }

    /// <summary>
    /// Means by size; sizes that did not run are the idle profile's, slowed down as those that did. A larger batch is never quicker: neighbours that say otherwise by chance share their mean.
    /// </summary>
    private static List<LatencyPoint> Table(MixModel model, List<RecordedBatch> batches, Func<RecordedBatch, long> time)
    {
        var idle = new TableLatency(model.Idle);
        var slowdown = batches.Count == 0 ? 1 : batches.Sum(b => (double)time(b)) / batches.Sum(b => (double)idle.EstimateNs(0, b.Size));
        var runs = new List<(double Sum, double Weight, List<int> Sizes)>();
        foreach (var size in model.Idle.Select(p => p.Batch).Union(batches.Select(b => b.Size)).Order())
        {
            var ran = batches.Where(b => b.Size == size).ToList();
            runs.Add(ran.Count == 0 ? (idle.EstimateNs(0, size) * slowdown, 1, [size]) : (ran.Sum(b => (double)time(b)), ran.Count, [size]));
            while (runs is [.., var before, var last] && before.Sum / before.Weight > last.Sum / last.Weight)
            {
                runs.RemoveRange(runs.Count - 2, 2);
                runs.Add((before.Sum + last.Sum, before.Weight + last.Weight, [.. before.Sizes, .. last.Sizes]));
            }
        }

        return [.. runs.SelectMany(r => r.Sizes.Select(size => new LatencyPoint(size, Math.Max(1, (long)(r.Sum / r.Weight)))))];
    }
}
