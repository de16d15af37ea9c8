using Shepherd.Core.Policies;
using Shepherd.Simulator.Report;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Engine;

/// <summary>Drives a policy on virtual time: an event heap ordered by instant, kind and sequence, and one policy. The same scenario gives the same decisions.</summary>
public sealed class Simulation
{
    private readonly Scenario _scenario;
    private readonly ISchedulingPolicy _policy;
    private readonly PriorityQueue<SimEvent, SimOrder> _events = new();
    private readonly List<Decision> _decisions = [];
    private readonly VirtualLane[] _lanes;
    private readonly List<SimRequest> _requests = [];
    private readonly IEnumerator<(long AtNs, int Index)> _arrivals;
    private readonly DecisionDigest _digest = new();
    private long _sequence;
    private long _nextWakeNs = long.MaxValue;
    private long _nowNs;
    private long _batches;
    private long _batched;
    private long _preemptions;
    private long _handled;

    private Simulation(Scenario scenario, ISchedulingPolicy policy)
    {
        _scenario = scenario;
        _policy = policy;
        _arrivals = ArrivalMerge.Draw([.. scenario.Models.Select(m => m.Arrivals)], scenario.Seed, scenario.DurationNs).GetEnumerator();
        _lanes = [.. Enumerable.Range(0, scenario.Devices).Select(_ => new VirtualLane())];
    }

    /// <summary>Runs a scenario to its end.</summary>
    /// <param name="scenario">What to serve.</param>
    /// <param name="policy">A fresh policy.</param>
    /// <exception cref="ArgumentException">The scenario is wrong; the message says how.</exception>
    /// <exception cref="InvalidOperationException">The policy broke an invariant: a request twice, a busy lane, a mixed batch.</exception>
    public static SimulationResult Run(Scenario scenario, ISchedulingPolicy policy)
    {
        if (scenario.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(scenario));
        return new Simulation(scenario, policy).Run();
    }

    private SimulationResult Run()
    {
        ScheduleNextArrival();
        var plan = new ServingPlan([.. _scenario.Models.Select(m => new ServedModel(m.Name, m.MaxBatch, m.Latency))], _scenario.Devices);
        _policy.OnPlan(plan, 0, _decisions);
        Execute();
        while (_events.TryDequeue(out var next, out var order))
        {
            _nowNs = order.AtNs;
            Handle(next);
            Execute();
        }

        if (_requests.Find(r => !r.HasOutcome) is { } forgotten)
            throw new InvalidOperationException($"request {forgotten.Sequence} has no outcome at the end");
        return SimulationResult.Of(_scenario, _requests, _lanes, new RunCounts(_batches, _batched, _preemptions, _handled, _nowNs, _digest.Value));
    }

    /// <summary>Only the next arrival is in the heap, so that the heap stays as small as the number of lanes.</summary>
    private void ScheduleNextArrival()
    {
        if (!_arrivals.MoveNext())
            return;
        var (at, model) = _arrivals.Current;
        var request = new SimRequest
        {
            Sequence = _requests.Count,
            Model = model,
            Bucket = 0,
            ArrivalNs = at,
            DeadlineNs = at + _scenario.Models[model].SloNs,
            Priority = _scenario.Models[model].Priority,
        };
        _requests.Add(request);
        Schedule(at, new SimEvent(SimEventKind.Arrived, -1, 0, request));
    }

    private void Schedule(long atNs, SimEvent next) => _events.Enqueue(next, new SimOrder(atNs, next.Kind, _sequence++));

    private void Handle(SimEvent next)
    {
        _handled++;
        switch (next.Kind)
        {
            case SimEventKind.Arrived:
                ScheduleNextArrival();
                _policy.OnArrival(next.Request!, _nowNs, _decisions);
                break;
            case SimEventKind.Finished when _lanes[next.Lane] is { Batch: not null } lane && lane.Run == next.Run:
                foreach (var request in lane.End(_nowNs, isWasted: false))
                    ((SimRequest)request).AnsweredNs = _nowNs;
                _policy.OnFinished(next.Lane, _nowNs, _decisions);
                break;
            case SimEventKind.Preempted when _lanes[next.Lane] is { Batch: not null } lane && lane.Run == next.Run:
                lane.End(_nowNs, isWasted: true);
                _preemptions++;
                _policy.OnPreempted(next.Lane, _nowNs, _decisions);
                break;
            case SimEventKind.Wake:
                _nextWakeNs = long.MaxValue;
                _policy.OnTime(_nowNs, _decisions);
                break;
        }
    }

    private void Execute()
    {
        foreach (var decision in _decisions)
        {
            _digest.Add(decision, _nowNs);
            switch (decision.Verb)
            {
                case DecisionVerb.Dispatch:
                    Dispatch(decision);
                    break;
                case DecisionVerb.PreemptRestart:
                    var exitNs = _lanes[decision.Lane].NextExitNs(_nowNs, _scenario.Overheads.ExitPoints) + _scenario.Overheads.AcknowledgeNs;
                    Schedule(exitNs, new SimEvent(SimEventKind.Preempted, decision.Lane, _lanes[decision.Lane].Run, null));
                    break;
                case DecisionVerb.Drop:
                    GiveUp((SimRequest)decision.Dropped!, decision.Reason);
                    break;
                default:
                    throw new NotSupportedException($"the simulator cannot {decision.Verb} yet");
            }
        }

        _decisions.Clear();
        if (_policy.NextWakeNs is var wakeNs && wakeNs < _nextWakeNs)
        {
            _nextWakeNs = wakeNs;
            Schedule(Math.Max(wakeNs, _nowNs), new SimEvent(SimEventKind.Wake, -1, 0, null));
        }
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

        var durationNs = (long)(model.Latency.EstimateNs(first.Bucket, batch.Count) * (1 + _scenario.Overheads.SegmentCost));
        var lane = _lanes[decision.Lane];
        lane.Start(batch, _nowNs, durationNs);
        _batches++;
        _batched += batch.Count;
        Schedule(_nowNs + durationNs, new SimEvent(SimEventKind.Finished, decision.Lane, lane.Run, null));
    }

    private static void GiveUp(SimRequest request, DropReason reason)
    {
        if (request.HasOutcome)
            throw new InvalidOperationException($"request {request.Sequence} was given up after it had its outcome");
        request.Dropped = reason;
    }
}
