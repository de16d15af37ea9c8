using Shepherd.Core.Flex;
using Shepherd.Core.Policies;

namespace Shepherd.Core.Shepherd;

/// <summary>
/// Ours, and the default. Like FLEX (SHEPHERD, NSDI'23, §4.2) it works with the largest feasible batches, but it compares unlike models by what a lane's time earns: the measured demand is promised the lanes' time,
/// cheapest request first, and of the queues that there is time for the most urgent one runs first; the rest share what is left, by requests per lane time. So it is earliest-deadline-first
/// while everything fits, and earns the most per lane when it does not. A running batch is stopped where that saves more requests than it costs (<see cref="ValuePreemption"/>), by suspension where the lanes can.
/// No rule is best everywhere, so it plays variants of it (<see cref="ShepherdMode"/>) through on the same arrivals and follows the one that loses least (<see cref="ModeChoice"/>).
/// A group of one model that is full and steady holds batches back as Symphony does; elsewhere eager batches did better. Priority tiers stand above all this.
/// </summary>
public sealed class ShepherdPolicy : GroupPolicy
{
    private readonly DemandMeter _demand;

    /// <summary>Null where the mode is given.</summary>
    private readonly ModeChoice? _choice;

    private ShepherdMode _mode;
    private long _dueNs = long.MaxValue;

    /// <summary>With options; null: the defaults.</summary>
    /// <exception cref="ArgumentException">They are wrong; the message says which.</exception>
    public ShepherdPolicy(ShepherdOptions? options = null)
    {
        options ??= new ShepherdOptions();
        if (options.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
        (PreemptsByValue, KeepsTiers) = (true, true);
        _demand = new DemandMeter(Group, options);
        _choice = options.Mode is null ? new ModeChoice(options) : null;
        _mode = options.Mode ?? default;
    }

    private protected override long NextDueNs => _dueNs;

    private protected override DeadlineQueue Enqueue(ScheduledRequest request, long nowNs)
    {
        var queue = Group.Enqueue(request);
        // One that comes back after a preemption is no new demand.
        if (request.Attempts > 0)
            return queue;
        _demand.OnArrival(queue, nowNs);
        // Modes differ in what they make of several queues: with one kind of request there is nothing to choose.
        if (_choice is not null && !_demand.IsOneKind && _choice.OnArrival(request, Group.Plan, nowNs))
            Follow(_choice.Leader);
        return queue;
    }

    private protected override void OnReplanned(long nowNs)
    {
        _choice?.Restart();
        Follow(_mode);
    }

    private protected override void DropLate(long nowNs, List<Decision> decisions)
    {
        var before = decisions.Count;
        base.DropLate(nowNs, decisions);
        _choice?.OnLost(decisions.Count - before);
    }

    private protected override void Fill(long nowNs, List<Decision> decisions)
    {
        _dueNs = long.MaxValue;
        if (Group.Lanes.FindIdle() < 0)
            return;
        _demand.Promise(nowNs);
        base.Fill(nowNs, decisions);
    }

    private protected override BatchChoice NextBatch(long nowNs)
    {
        var best = default(Candidate);
        foreach (var queue in Group.Candidates)
        {
            if (queue.Count == 0)
                continue;
            var isPromised = _mode == ShepherdMode.Deadlines || _demand.Of(queue).IsPromised;
            var batch = BatchOf(queue, isPromised, nowNs);
            if (batch.Count == 0)
                continue;
            if (DueNs(queue, batch) is var dueNs && dueNs > nowNs)
            {
                _dueNs = Math.Min(_dueNs, dueNs);
                continue;
            }

            var lengthNs = Math.Max(1, Group.EstimateNs(queue, batch.Count));
            var urgencyNs = queue[batch.Index].DeadlineNs - (_mode is ShepherdMode.Pressing or ShepherdMode.Whole ? lengthNs : 0);
            var candidate = new Candidate(new BatchChoice(queue, batch.Index, batch.Count), isPromised, urgencyNs, batch.Count / (double)lengthNs);
            if (candidate.IsBefore(best))
                best = candidate;
        }

        return best.Choice.IsNothing ? Group.Probe() : best.Choice;
    }

    private void Follow(ShepherdMode mode)
    {
        _mode = mode;
        Group.Segment(mode is not (ShepherdMode.Whole or ShepherdMode.Deadlines));
    }

    /// <summary>
    /// The largest feasible batch, or in its mode the one that the head still makes. Where requests are of one kind and there is time for all, a smaller batch with the most urgent is
    /// taken when the rest can still follow: with more queues that costs the others more than it saves here.
    /// </summary>
    private FeasibleBatch BatchOf(DeadlineQueue queue, bool isPromised, long nowNs)
    {
        if (_mode is ShepherdMode.Heads or ShepherdMode.Deadlines && !_demand.IsOneKind && FeasibleBatch.Find(Group, queue, null, nowNs, BatchGeneration.Literal) is { Count: > 0 } heads)
            return heads;
        var largest = FeasibleBatch.Find(Group, queue, null, nowNs, BatchGeneration.MaxFeasible);
        if (!_demand.IsOneKind || !isPromised || largest.Index == 0 || largest.Count == 0)
            return largest;
        var urgent = FeasibleBatch.Find(Group, queue, null, nowNs, BatchGeneration.Literal);
        if (urgent.Count == 0)
            return largest;
        var nextNs = Math.Min(nowNs + Group.EstimateNs(queue, urgent.Count), Math.Max(nowNs, Group.Lanes.SoonestEndNs()));
        var following = Math.Min(queue.Count - urgent.Count, FeasibleBatch.Find(Group, queue, null, nextNs, BatchGeneration.MaxFeasible).Count);
        return urgent.Count + following > largest.Count ? urgent : largest;
    }

    /// <summary>Until when a batch is held back, so that it grows: one more request must still find all in time. A lone lane gains nothing, since what it does not do now it must do later.</summary>
    private long DueNs(DeadlineQueue queue, FeasibleBatch batch)
    {
        if (!_demand.IsOneKind || Group.Lanes.OpenCount < 2 || batch.Count >= Group.MaxBatch(queue) || !_demand.IsFullAndSteady(queue))
            return long.MinValue;
        return queue[batch.Index].DeadlineNs - Group.EstimateNs(queue, batch.Count + 1);
    }

    /// <summary>A queue's batch, and what decides between it and others.</summary>
    /// <param name="Choice">The batch.</param>
    /// <param name="IsPromised">There is time for all of its queue.</param>
    /// <param name="UrgencyNs">When it is due, or must start: the lower goes first.</param>
    /// <param name="Density">Requests per nanosecond of lane time.</param>
    private readonly record struct Candidate(BatchChoice Choice, bool IsPromised, long UrgencyNs, double Density)
    {
        public bool IsBefore(Candidate other)
        {
            if (other.Choice.IsNothing || IsPromised != other.IsPromised)
                return other.Choice.IsNothing || IsPromised;
            return IsPromised ? UrgencyNs < other.UrgencyNs : Density > other.Density;
        }
    }
}
