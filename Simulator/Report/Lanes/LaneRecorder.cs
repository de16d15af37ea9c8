using Shepherd.Core.Policies;

namespace Shepherd.Simulator.Report.Lanes;

/// <summary>Stands between the driver and a policy and writes down what becomes of the lanes.</summary>
internal sealed class LaneRecorder(ISchedulingPolicy policy, int lanesPerDevice, long fromNs, long toNs) : ISchedulingPolicy
{
    private readonly List<LaneStretch> _stretches = [];
    private readonly Dictionary<IReadOnlyList<ScheduledRequest>, int> _suspended = new(ReferenceEqualityComparer.Instance);
    private OpenStretch?[] _lanes = [];
    private int _batches;

    public IReadOnlyList<LaneStretch> Stretches => _stretches;

    public int Dropped { get; private set; }

    public long NextWakeNs => policy.NextWakeNs;

    public int Queued => policy.Queued;

    public void OnPlan(ServingPlan plan, long nowNs, List<Decision> decisions)
    {
        _lanes = new OpenStretch?[plan.Lanes];
        var known = decisions.Count;
        policy.OnPlan(plan, nowNs, decisions);
        Note(decisions, known, nowNs);
    }

    public void OnArrival(ScheduledRequest request, long nowNs, List<Decision> decisions)
    {
        var known = decisions.Count;
        policy.OnArrival(request, nowNs, decisions);
        Note(decisions, known, nowNs);
    }

    public void OnCancelled(ScheduledRequest request, long nowNs, List<Decision> decisions)
    {
        var known = decisions.Count;
        policy.OnCancelled(request, nowNs, decisions);
        Note(decisions, known, nowNs);
    }

    public void OnFinished(int lane, long nowNs, List<Decision> decisions)
    {
        Close(lane, nowNs, StretchEnd.Finished);
        var known = decisions.Count;
        policy.OnFinished(lane, nowNs, decisions);
        Note(decisions, known, nowNs);
    }

    public void OnPreempted(int lane, long nowNs, List<Decision> decisions)
    {
        Close(lane, nowNs, _lanes[lane]!.Stopping);
        var known = decisions.Count;
        policy.OnPreempted(lane, nowNs, decisions);
        Note(decisions, known, nowNs);
    }

    public void OnTime(long nowNs, List<Decision> decisions)
    {
        var known = decisions.Count;
        policy.OnTime(nowNs, decisions);
        Note(decisions, known, nowNs);
    }

    private void Note(List<Decision> decisions, int known, long nowNs)
    {
        for (var i = known; i < decisions.Count; i++)
        {
            var decision = decisions[i];
            switch (decision.Verb)
            {
                case DecisionVerb.Dispatch:
                    _lanes[decision.Lane] = new OpenStretch(decision.Batch!, _batches++, nowNs, decision.PredictedNs, IsResumed: false);
                    break;
                case DecisionVerb.Resume:
                    _suspended.Remove(decision.Batch!, out var batch);
                    _lanes[decision.Lane] = new OpenStretch(decision.Batch!, batch, nowNs, decision.PredictedNs, IsResumed: true);
                    break;
                case DecisionVerb.PreemptRestart or DecisionVerb.PreemptSuspend:
                    _lanes[decision.Lane]!.Stopping = decision.Verb == DecisionVerb.PreemptSuspend ? StretchEnd.Suspended : StretchEnd.Stopped;
                    break;
                case DecisionVerb.Drop when nowNs >= fromNs && nowNs < toNs:
                    Dropped++;
                    break;
            }
        }
    }

    private void Close(int lane, long nowNs, StretchEnd end)
    {
        var open = _lanes[lane]!;
        if (end == StretchEnd.Suspended)
            _suspended[open.Requests] = open.Batch;
        if (nowNs <= fromNs || open.StartNs >= toNs)
            return;
        var inTime = end == StretchEnd.Finished ? open.Requests.Count(r => r.DeadlineNs >= nowNs) : 0;
        _stretches.Add(new LaneStretch(lane, LanePlace.Of(lane, lanesPerDevice, firstDevice: 0), open.Requests[0].Model, open.Batch, open.Requests.Count, inTime, open.StartNs, nowNs, open.PredictedNs, open.IsResumed, end));
    }

    private sealed record OpenStretch(IReadOnlyList<ScheduledRequest> Requests, int Batch, long StartNs, long PredictedNs, bool IsResumed)
    {
        /// <summary>What was asked for, should it be stopped.</summary>
        public StretchEnd Stopping { get; set; }
    }
}
