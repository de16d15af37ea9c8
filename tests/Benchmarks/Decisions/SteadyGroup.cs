using Shepherd.Core.Policies;
using Shepherd.Core.Primitives;
using Shepherd.Core.Profiles;

namespace Shepherd.Benchmarks.Decisions;

/// <summary>
/// A serving group in a steady state: a batch ends whenever the queue is at its length, a request arrives whenever it is below. Deadlines are as far ahead as the wait is
/// long, so that the queue is served, not dropped. Requests are made beforehand: what a step allocates is the policy's.
/// </summary>
internal sealed class SteadyGroup
{
    private const int Models = 8;
    private const int MaxBatch = 32;
    private const long AlphaNs = 300_000;
    private const long BetaNs = 3_000_000;

    private readonly ISchedulingPolicy _policy;
    private readonly List<Decision> _decisions = [];
    private readonly bool[] _busy;
    private readonly ScheduledRequest[] _requests;
    private readonly int _queued;
    private int _next;
    private int _lane;
    private long _nowNs;

    /// <summary>Fills the queue and the lanes.</summary>
    /// <param name="contender">The policy.</param>
    /// <param name="queued">Length of the queue that is kept.</param>
    /// <param name="lanes">Lanes.</param>
    /// <param name="events">How often <see cref="Step"/> can be called.</param>
    /// <param name="ownDeadlines">Deadlines of one model differ by up to half the wait, so that arrivals are sorted in rather than appended.</param>
    public SteadyGroup(Contender contender, int queued, int lanes, int events, bool ownDeadlines)
    {
        (_policy, _queued, _busy) = (contender.Create(), queued, new bool[lanes]);
        // The first arrivals go straight to the lanes, at most a batch each.
        _requests = CreateRequests(queued + (lanes * MaxBatch) + events, queued, lanes, ownDeadlines);
        var models = Enumerable.Range(0, Models).Select(m => new ServedModel($"m{m}", MaxBatch, new LinearLatency(AlphaNs, BetaNs * (m + 1))));
        _policy.OnPlan(new ServingPlan([.. models], lanes) { Preemption = PreemptionTerms.Free(contender.Kind) }, 0, _decisions);
        Apply();
        while (_policy.Queued < queued)
            Arrive();
    }

    /// <summary>One event: an arrival, or the end of a batch.</summary>
    public void Step()
    {
        if (_policy.Queued < _queued || !TryFinish())
            Arrive();
    }

    private static ScheduledRequest[] CreateRequests(int count, int queued, int lanes, bool ownDeadlines)
    {
        var random = new SeededRandom(1);
        var gapNs = (AlphaNs + (BetaNs * Models / MaxBatch)) / lanes;
        var waitNs = (2 * queued * gapNs) + (20 * BetaNs * Models);
        var requests = new ScheduledRequest[count];
        for (var i = 0; i < count; i++)
        {
            var atNs = i * gapNs;
            var slackNs = ownDeadlines ? (long)(waitNs * (1 + (random.NextUnit() / 2))) : waitNs;
            requests[i] = new ScheduledRequest { Sequence = i, Model = (int)(random.NextUnit() * Models), Bucket = 0, ArrivalNs = atNs, DeadlineNs = atNs + slackNs };
        }

        return requests;
    }

    private void Arrive()
    {
        var request = _requests[_next++];
        _nowNs = request.ArrivalNs;
        _policy.OnArrival(request, _nowNs, _decisions);
        Apply();
    }

    /// <summary>Ends the batch of the next busy lane in turn; false when all are idle.</summary>
    private bool TryFinish()
    {
        for (var tries = 0; tries < _busy.Length; tries++)
        {
            _lane = (_lane + 1) % _busy.Length;
            if (!_busy[_lane])
                continue;
            _busy[_lane] = false;
            _policy.OnFinished(_lane, _nowNs, _decisions);
            Apply();
            return true;
        }

        return false;
    }

    /// <summary>A preempted batch stops at once, which can decide more.</summary>
    private void Apply()
    {
        for (var i = 0; i < _decisions.Count; i++)
        {
            var decision = _decisions[i];
            switch (decision.Verb)
            {
                case DecisionVerb.Dispatch:
                    _busy[decision.Lane] = true;
                    foreach (var request in decision.Batch!)
                        request.Attempts++;
                    break;
                case DecisionVerb.Resume:
                    _busy[decision.Lane] = true;
                    break;
                case DecisionVerb.PreemptRestart or DecisionVerb.PreemptSuspend:
                    _busy[decision.Lane] = false;
                    _policy.OnPreempted(decision.Lane, _nowNs, _decisions);
                    break;
            }
        }

        _decisions.Clear();
    }
}
