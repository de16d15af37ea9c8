using Shepherd.Core.Policies;
using Shepherd.Simulator.Report;

namespace Shepherd.Simulator.Engine;

/// <summary>One serving group on virtual time: its policy, its lanes, and a heap of events ordered by instant, kind and sequence.</summary>
internal sealed class GroupRun
{
    private readonly Scenario _scenario;
    private readonly ISchedulingPolicy _policy;
    private readonly IReadOnlyList<SimRequest> _requests;
    private readonly PriorityQueue<SimEvent, SimOrder> _events = new();
    private readonly List<Decision> _decisions = [];
    private readonly VirtualLane[] _lanes;
    private readonly RequestStory? _story;
    private readonly DecisionDigest _digest = new();
    private readonly RunTotals _totals = new();
    private long _sequence;
    private long _nextWakeNs = long.MaxValue;
    private long _nowNs;

    public GroupRun(Scenario scenario, int devices, IReadOnlyList<SimRequest> requests, ISchedulingPolicy policy, RequestStory? story = null)
    {
        (_scenario, _requests, _policy, _story) = (scenario, requests, policy, story);
        _lanes = [.. Enumerable.Range(0, devices).Select(_ => new VirtualLane())];
    }

    public RunTotals Run()
    {
        var models = _scenario.Models.Select(m => new ServedModel(m.Name, m.MaxBatch, m.BelievedLatency ?? m.Latency) { SuspendedBytes = m.StateBytes }).ToList();
        _policy.OnPlan(_scenario.Plan(models, _lanes.Length), 0, _decisions);
        Execute();
        for (var arrived = 0; arrived < _requests.Count || _events.Count > 0;)
        {
            // The arrivals are sorted already: keeping them out of the heap keeps it small.
            if (arrived < _requests.Count && IsNext(_requests[arrived].ArrivalNs))
                Arrive(_requests[arrived++]);
            else
                Handle();
            Execute();
        }

        foreach (var request in _requests)
        {
            if (!request.HasOutcome)
                throw new InvalidOperationException($"request {request.Sequence} has no outcome at the end");
        }

        _totals.Close(_lanes, _nowNs, _digest.Value);
        return _totals;
    }

    private bool IsNext(long arrivalNs) => !_events.TryPeek(out _, out var first) || new SimOrder(arrivalNs, SimEventKind.Arrived, -1).CompareTo(first) < 0;

    private void Schedule(long atNs, SimEvent next) => _events.Enqueue(next, new SimOrder(atNs, next.Kind, _sequence++));

    private void Arrive(SimRequest request)
    {
        _totals.Events++;
        _nowNs = request.ArrivalNs;
        _story?.Arrived(request, _scenario.Models[request.Model].Name, _policy.Queued);
        if (request.CancelledNs is { } cancelledNs)
            Schedule(cancelledNs, new SimEvent(SimEventKind.Cancelled, Request: request));
        _policy.OnArrival(request, _nowNs, _decisions);
    }

    private void Handle()
    {
        _events.TryDequeue(out var next, out var order);
        _totals.Events++;
        _nowNs = order.AtNs;
        if (next.Kind == SimEventKind.Wake)
        {
            // A wish for an earlier instant came after this one; if each wake asked for the next, they would pile up.
            if (_nowNs < _nextWakeNs)
                return;
            _nextWakeNs = long.MaxValue;
            _policy.OnTime(_nowNs, _decisions);
            return;
        }

        if (next.Request is { } cancelled)
        {
            if (!cancelled.HasOutcome)
                _policy.OnCancelled(cancelled, _nowNs, _decisions);
            return;
        }

        var lane = _lanes[next.Lane];
        if (lane.Current is not { } run || lane.Stretch != next.Stretch)
            return;
        if (next.Kind == SimEventKind.Finished)
        {
            lane.Finish(_nowNs);
            _story?.Ended("finished", next.Lane, run.Batch, _nowNs);
            foreach (var request in run.Batch)
                Answer((SimRequest)request);
            _policy.OnFinished(next.Lane, _nowNs, _decisions);
            return;
        }

        _totals.Preemptions++;
        _story?.Ended(next.ExitNs >= 0 ? "suspended" : "stopped", next.Lane, run.Batch, _nowNs);
        if (next.ExitNs >= 0)
            lane.Suspend(next.ExitNs, _nowNs);
        else
            lane.Stop(_nowNs);
        _policy.OnPreempted(next.Lane, _nowNs, _decisions);
    }

    private void Answer(SimRequest request)
    {
        if (request.HasOutcome)
            throw new InvalidOperationException($"request {request.Sequence} was answered after it had its outcome");
        request.AnsweredNs = _nowNs;
    }

    private void Execute()
    {
        foreach (var decision in _decisions)
        {
            _digest.Add(decision, _nowNs);
            _story?.Decided(decision, decision.Lane < 0 ? null : _lanes[decision.Lane].Current?.Batch, _nowNs);
            switch (decision.Verb)
            {
                case DecisionVerb.Dispatch:
                    Dispatch(decision);
                    break;
                case DecisionVerb.Resume:
                    var endNs = _lanes[decision.Lane].Resume(decision.Batch!, _nowNs, _scenario.Preemption.ResumeNs);
                    Schedule(endNs, new SimEvent(SimEventKind.Finished, decision.Lane, _lanes[decision.Lane].Stretch));
                    break;
                case DecisionVerb.PreemptRestart or DecisionVerb.PreemptSuspend:
                    Preempt(decision);
                    break;
                case DecisionVerb.Drop:
                    GiveUp((SimRequest)decision.Dropped!, decision.Reason);
                    break;
            }
        }

        _decisions.Clear();
        if (_policy.NextWakeNs is var wakeNs && wakeNs < _nextWakeNs)
        {
            _nextWakeNs = wakeNs;
            Schedule(Math.Max(wakeNs, _nowNs), new SimEvent(SimEventKind.Wake));
        }
    }

    private void Preempt(Decision decision)
    {
        var (lane, terms) = (_lanes[decision.Lane], _scenario.Preemption);
        var suspends = decision.Verb == DecisionVerb.PreemptSuspend;
        if (terms.Kind < (suspends ? PreemptionKind.Suspend : PreemptionKind.Restart) || (suspends && lane.Current?.IsSegmented == false))
            throw new InvalidOperationException($"lane {decision.Lane} cannot {decision.Verb}");
        var exitNs = lane.NextExitNs(_nowNs, terms.ExitPoints);
        Schedule(exitNs + terms.AcknowledgeNs, new SimEvent(SimEventKind.Preempted, decision.Lane, lane.Stretch, suspends ? exitNs : -1));
    }

    private void Dispatch(Decision decision)
    {
        var batch = decision.Batch!;
        var first = batch[0];
        var model = _scenario.Models[first.Model];
        if (batch.Count > model.MaxBatch)
            throw new InvalidOperationException($"a batch of {batch.Count} is over the {model.MaxBatch} that model '{model.Name}' takes");
        foreach (var request in batch)
        {
            if (request.Model != first.Model || request.Bucket != first.Bucket || ((SimRequest)request).HasOutcome)
                throw new InvalidOperationException($"request {request.Sequence} may not be in this batch");
            request.Attempts++;
        }

        var wholeNs = model.Latency.EstimateNs(first.Bucket, batch.Count);
        var durationNs = decision.IsSegmented ? (long)(wholeNs * (1 + _scenario.Preemption.SegmentCost)) : wholeNs;
        var lane = _lanes[decision.Lane];
        var endNs = lane.Start(batch, _nowNs, durationNs, decision.IsSegmented);
        _totals.Batches++;
        _totals.Batched += batch.Count;
        Schedule(endNs, new SimEvent(SimEventKind.Finished, decision.Lane, lane.Stretch));
    }

    private static void GiveUp(SimRequest request, DropReason reason)
    {
        if (request.HasOutcome)
            throw new InvalidOperationException($"request {request.Sequence} was given up after it had its outcome");
        request.Dropped = reason;
    }
}
