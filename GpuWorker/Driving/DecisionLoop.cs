using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Serving;

namespace Shepherd.GpuWorker.Driving;

/// <summary>
/// One event at a time into the policy, its decisions to the lanes: the driver without its thread and its clock, so that events at given instants give the same decisions here and in the
/// simulator.
/// </summary>
/// <param name="policy">Decides.</param>
/// <param name="models">Whose latencies the measured runs correct.</param>
/// <param name="lanes">By number.</param>
/// <param name="giveUp">Gives a request its outcome without a run, at an instant.</param>
internal sealed class DecisionLoop(ISchedulingPolicy policy, ServedModels models, IReadOnlyList<ILane> lanes, Action<WorkItem, DropReason, long> giveUp)
{
    private readonly List<Decision> _decisions = [];
    private readonly DecisionDigest _digest = new();

    /// <summary>Next instant at which time alone could change something.</summary>
    public long NextWakeNs => policy.NextWakeNs;

    /// <summary>Decisions so far.</summary>
    public long Decisions { get; private set; }

    /// <summary>Of all decisions so far and their instants.</summary>
    public ulong Digest => _digest.Value;

    /// <summary>Models or lanes changed.</summary>
    public void Plan(ServingPlan plan, long nowNs)
    {
        policy.OnPlan(plan, nowNs, _decisions);
        Execute(nowNs);
    }

    /// <summary>Tells the policy of an event, or of nothing but the time, and does what it decides.</summary>
    public void Step(DriverEvent next, long nowNs)
    {
        if (next.Arrived is { } item)
            policy.OnArrival(item, nowNs, _decisions);
        else if (next.Finished is { } done)
            Finish(done, nowNs);
        else if (next.Cancelled is { } cancelled)
            policy.OnCancelled(cancelled, nowNs, _decisions);
        else
            policy.OnTime(nowNs, _decisions);
        Execute(nowNs);
    }

    private void Finish(FinishedBatch done, long nowNs)
    {
        var first = done.Batch[0];
        if (done.IsMeasure)
            models[first.Model].Latency.Observe(first.Bucket, done.Batch.Count, done.DurationNs);
        policy.OnFinished(done.Lane, nowNs, _decisions);
    }

    private void Execute(long nowNs)
    {
        foreach (var decision in _decisions)
        {
            Decisions++;
            _digest.Add(decision, nowNs);
            switch (decision.Verb)
            {
                case DecisionVerb.Dispatch:
                    // A copy: the list is the policy's, which uses it again when the batch has ended.
                    lanes[decision.Lane].Run([.. decision.Batch!.Cast<WorkItem>()]);
                    break;
                case DecisionVerb.Drop:
                    GiveUp((WorkItem)decision.Dropped!, decision.Reason, nowNs);
                    break;
                default:
                    throw new NotSupportedException($"this driver cannot {decision.Verb}: its plan allows no preemption");
            }
        }

        _decisions.Clear();
    }

    private void GiveUp(WorkItem item, DropReason reason, long nowNs)
    {
        if (reason == DropReason.Late)
            models[item.Model].GaveUp(item.Bucket);
        giveUp(item, reason, nowNs);
    }
}
