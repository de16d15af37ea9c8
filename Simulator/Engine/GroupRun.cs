using System.Globalization;
using Shepherd.Core.Policies;
using Shepherd.Simulator.Engine.Checks;
using Shepherd.Simulator.Report;
using Shepherd.Simulator.Report.Lanes;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Engine;

/// <summary>One serving group on virtual time: its policy, its lanes, and a heap of events ordered by instant, kind and sequence.</summary>
internal sealed class GroupRun
{
    private readonly Scenario _scenario;
    private readonly IReadOnlyList<SimulatedModel> _models;
    private readonly ISchedulingPolicy _policy;
    private readonly IReadOnlyList<SimRequest> _requests;
    private readonly PriorityQueue<SimEvent, SimOrder> _events = new();
    private readonly List<Decision> _decisions = [];
    private readonly VirtualLane[] _lanes;
    private readonly RequestStory? _story;
    private readonly int _firstDevice;
    private readonly DecisionDigest _digest = new();
    private readonly RunTotals _totals = new();
    private readonly VariedTimes _varied;
    private readonly SortedSet<int> _closed = [];
    private readonly ProgressGuard _guard;
    private readonly StepCheck? _check;
    private ServingPlan _plan;
    private long _progress;
    private bool _hasStepped;
    private long _sequence;
    private long _nextWakeNs = long.MaxValue;
    private long _nowNs;
    private long _endedNs;

    public GroupRun(Scenario scenario, int devices, IReadOnlyList<SimRequest> requests, ISchedulingPolicy policy, RequestStory? story = null, bool checks = false, int firstDevice = 0)
    {
        (_scenario, _requests, _policy, _story, _firstDevice) = (scenario, requests, policy, story, firstDevice);
        _lanes = [.. Enumerable.Range(0, devices * scenario.LanesPerDevice).Select(i => new VirtualLane(i, scenario.Models.Count))];
        _models = scenario.OnLanes();
        _varied = new VariedTimes(_models.Count);
        _plan = scenario.Plan([.. _models.Select(m => new ServedModel(m.Name, m.MaxBatch, m.BelievedLatency ?? m.Latency) { SuspendedBytes = m.StateBytes, Stops = VariedTimes.BelievedStops(m, scenario.Preemption.ExitPoints) })], _lanes.Length);
        _guard = new ProgressGuard(policy);
        _check = checks ? new StepCheck(policy, _plan) : null;
    }

    /// <summary>Its lanes, and what they spent their time on.</summary>
    public IReadOnlyList<VirtualLane> Lanes => _lanes;

    public RunTotals Run()
    {
        _policy.OnPlan(_plan, 0, _decisions);
        Execute();
        ScheduleOutages();
        for (var arrived = 0; arrived < _requests.Count || _events.Count > 0;)
        {
            // The arrivals are sorted already: keeping them out of the heap keeps it small.
            if (arrived < _requests.Count && IsNext(_requests[arrived].ArrivalNs))
                Arrive(_requests[arrived++]);
            else
                Handle();
            Execute();
            _guard.Handled(_nowNs, _progress);
        }

        _check?.AtEnd();
        foreach (var request in _requests)
        {
            if (!request.HasOutcome)
                throw new InvalidOperationException($"request {request.Sequence} has no outcome at the end");
        }

        _totals.Close(_lanes, _endedNs, _digest.Value);
        return _totals;
    }

    private bool IsNext(long arrivalNs) => !_events.TryPeek(out _, out var first) || new SimOrder(arrivalNs, SimEventKind.Arrived, -1).CompareTo(first) < 0;

    private void ScheduleOutages()
    {
        foreach (var outage in _scenario.Outages)
        {
            var lane = outage.Lane - (_firstDevice * _scenario.LanesPerDevice);
            if (lane < 0 || lane >= _lanes.Length)
                continue;
            Schedule(outage.FromNs, new SimEvent(SimEventKind.Closed, lane));
            if (outage.UntilNs != long.MaxValue)
                Schedule(outage.UntilNs, new SimEvent(SimEventKind.Opened, lane));
        }
    }

    private void Schedule(long atNs, SimEvent next) => _events.Enqueue(next, new SimOrder(atNs, next.Kind, _sequence++));

    private void Arrive(SimRequest request)
    {
        _totals.Events++;
        _progress++;
        GoTo(request.ArrivalNs);
        _check?.Arrived(request);
        _story?.Arrived(request, _scenario.Models[request.Model].Name, _policy.Queued);
        if (request.CancelledNs is { } cancelledNs)
            Schedule(cancelledNs, new SimEvent(SimEventKind.Cancelled, Request: request));
        _policy.OnArrival(request, _nowNs, _decisions);
    }

    private void GoTo(long nowNs)
    {
        _check?.At(nowNs);
        (_nowNs, _hasStepped) = (nowNs, true);
    }

    private void Handle()
    {
        _events.TryDequeue(out var next, out var order);
        _totals.Events++;
        GoTo(order.AtNs);
        if (next.Kind == SimEventKind.Wake)
        {
            // A wish for an earlier instant came after this one; if each wake asked for the next, they would pile up.
            if (_nowNs < _nextWakeNs)
            {
                _hasStepped = false;
                return;
            }

            _nextWakeNs = long.MaxValue;
            _policy.OnTime(_nowNs, _decisions);
            return;
        }

        if (next.Request is { } cancelled)
        {
            _hasStepped = !cancelled.HasOutcome;
            if (!_hasStepped)
                return;
            _check?.Cancelled(cancelled);
            _policy.OnCancelled(cancelled, _nowNs, _decisions);
            return;
        }

        var lane = _lanes[next.Lane];
        if (next.Kind is SimEventKind.Closed or SimEventKind.Opened)
        {
            Change(next.Lane, lane, next.Kind == SimEventKind.Opened);
            return;
        }

        _hasStepped = lane.Current is not null && lane.Stretch == next.Stretch;
        if (_hasStepped)
            Leave(next, lane, lane.Current!);
    }

    /// <summary>A lane is lost or comes back: first the plan says so, then what ran there is told to be lost, as of a worker that is gone.</summary>
    private void Change(int number, VirtualLane lane, bool isOpen)
    {
        _hasStepped = isOpen ? _closed.Remove(number) : _closed.Add(number);
        if (!_hasStepped)
            return;
        if (isOpen)
            _check?.Opened(number);
        else
            _check?.Closed(number);
        lane.Forget();
        _plan = _plan with { Closed = [.. _closed] };
        _policy.OnPlan(_plan, _nowNs, _decisions);
        if (lane.Current is not { } run)
            return;
        Execute();
        _check?.Preempted(number);
        _story?.Ended("lost", PlaceOf(number), run.Batch, _nowNs);
        lane.Stop(_nowNs);
        _policy.OnPreempted(number, _nowNs, _decisions);
    }

    private void Leave(SimEvent next, VirtualLane lane, VirtualRun run)
    {
        if (next.Kind == SimEventKind.Finished)
        {
            _check?.Finished(next.Lane);
            lane.Finish(_nowNs);
            _story?.Ended("finished", PlaceOf(next.Lane), run.Batch, _nowNs);
            foreach (var request in run.Batch)
                Answer((SimRequest)request);
            _policy.OnFinished(next.Lane, _nowNs, _decisions);
            return;
        }

        _check?.Preempted(next.Lane);
        _totals.Preemptions++;
        _story?.Ended(next.ExitNs >= 0 ? "suspended" : "stopped", PlaceOf(next.Lane), run.Batch, _nowNs);
        if (next.ExitNs >= 0)
            lane.Suspend(next.ExitNs, _nowNs);
        else
            lane.Stop(_nowNs);
        _policy.OnPreempted(next.Lane, _nowNs, _decisions);
    }

    private void Answer(SimRequest request)
    {
        if (request.HasOutcome)
            throw Fault($"request {request.Sequence} was answered after it had its outcome");
        End();
        request.AnsweredNs = _nowNs + _models[request.Model].AnswerNs;
    }

    private void Execute()
    {
        foreach (var decision in _decisions)
        {
            _check?.Deciding(decision);
            _digest.Add(decision, _nowNs);
            if (_story is not null)
                Tell(_story, decision);
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

        if (_hasStepped)
            _check?.AfterStep(_lanes, hasDecided: _decisions.Count > 0);
        _decisions.Clear();
        if (_policy.NextWakeNs is var wakeNs && wakeNs < _nextWakeNs)
        {
            _nextWakeNs = wakeNs;
            Schedule(Math.Max(wakeNs, _nowNs), new SimEvent(SimEventKind.Wake));
        }
    }

    private void Tell(RequestStory story, Decision decision)
    {
        if (decision.Lane < 0)
            story.Decided(decision, null, null, _nowNs);
        else
            story.Decided(decision, PlaceOf(decision.Lane), _lanes[decision.Lane].Current?.Batch, _nowNs);
    }

    private LanePlace PlaceOf(int lane) => LanePlace.Of(lane, _scenario.LanesPerDevice, _firstDevice);

    private void Preempt(Decision decision)
    {
        var (lane, terms) = (_lanes[decision.Lane], _scenario.Preemption);
        var suspends = decision.Verb == DecisionVerb.PreemptSuspend;
        if (terms.Kind < (suspends ? PreemptionKind.Suspend : PreemptionKind.Restart) || (suspends && lane.Current?.IsSegmented == false))
            throw Fault($"lane {decision.Lane} cannot {decision.Verb}");
        var exitNs = lane.NextExitNs(_nowNs, terms.ExitPoints);
        var run = lane.Current!;
        Schedule(exitNs + (_varied.NextStopNs(_models, run.Batch[0].Model, run.TotalNs) ?? terms.AcknowledgeNs), new SimEvent(SimEventKind.Preempted, decision.Lane, lane.Stretch, suspends ? exitNs : -1));
    }

    private void Dispatch(Decision decision)
    {
        var batch = decision.Batch!;
        var first = batch[0];
        var model = _models[first.Model];
        if (batch.Count > model.MaxBatch)
            throw Fault($"lane {decision.Lane}: a batch of {batch.Count} is over the {model.MaxBatch} that model '{model.Name}' takes");
        foreach (var request in batch)
        {
            if (request.Model != first.Model || request.Bucket != first.Bucket || ((SimRequest)request).HasOutcome)
                throw Fault($"lane {decision.Lane}: request {request.Sequence} may not be in this batch");
            request.Attempts++;
        }

        var latency = model.LaneLatencies.Count == 0 ? model.Latency : model.LaneLatencies[decision.Lane];
        var wholeNs = _varied.NextRunNs(_models, first.Model, latency.EstimateNs(first.Bucket, batch.Count));
        var durationNs = decision.IsSegmented ? (long)(wholeNs * (1 + _scenario.Preemption.SegmentCost)) : wholeNs;
        var lane = _lanes[decision.Lane];
        var endNs = lane.Start(batch, _nowNs, durationNs, decision.IsSegmented);
        _totals.Batches++;
        _totals.Batched += batch.Count;
        Schedule(endNs, new SimEvent(SimEventKind.Finished, decision.Lane, lane.Stretch));
    }

    private void GiveUp(SimRequest request, DropReason reason)
    {
        if (request.HasOutcome)
            throw Fault($"request {request.Sequence} was given up after it had its outcome");
        End();
        request.Dropped = reason;
    }

    private void End() => (_progress, _endedNs) = (_progress + 1, _nowNs);

    private InvalidOperationException Fault(string what) => new(string.Create(CultureInfo.InvariantCulture, $"{_policy.GetType().Name} at {_nowNs / 1e6} ms: {what}"));
}
