using Shepherd.Core.Policies;

namespace Shepherd.Core.Shepherd;

/// <summary>
/// One mode played through on the same arrivals beside the real run: lanes that take exactly as long as expected. What it loses is what the mode would have lost.
/// Withdrawals are not played: they are rare, and the same for every mode.
/// </summary>
internal sealed class ShadowRun
{
    private readonly ShepherdPolicy _policy;
    private readonly ShepherdOptions _options;

    /// <summary>When each lane's batch ends or stops; <see cref="long.MaxValue"/> when it is idle.</summary>
    private readonly long[] _dueNs;

    private readonly List<Decision> _decisions = [];
    private readonly Stack<ScheduledRequest> _spare = new();
    private double _longestSloNs = 1;
    private long _nowNs;
    private long _wokenNs = long.MinValue;

    /// <summary>An empty run of a plan, from now on.</summary>
    public ShadowRun(ShepherdPolicy policy, ServingPlan plan, ShepherdOptions options, long nowNs)
    {
        (_policy, _options, _nowNs) = (policy, options, nowNs);
        _dueNs = new long[plan.Lanes];
        Array.Fill(_dueNs, long.MaxValue);
        policy.OnPlan(plan, nowNs, _decisions);
        Execute();
    }

    /// <summary>
    /// Requests given up or answered late, those of long ago forgotten by and by. Not those answered in time: a batch answers all of its requests at once, and by how far it is along modes
    /// would differ more than by what they are worth.
    /// </summary>
    public double Lost { get; private set; }

    /// <summary>The same without forgetting.</summary>
    public long LostEver { get; private set; }

    /// <summary>Requests that wait.</summary>
    public int Queued => _policy.Queued;

    /// <summary>A request arrived.</summary>
    public void Arrive(ScheduledRequest request, long nowNs)
    {
        Advance(nowNs);
        Pass(nowNs);
        _longestSloNs = Math.Max(_longestSloNs, request.DeadlineNs - request.ArrivalNs);
        var copy = _spare.TryPop(out var spare) ? spare : new ScheduledRequest { Sequence = 0, Model = 0, Bucket = 0, ArrivalNs = 0, DeadlineNs = 0 };
        copy.Become(request);
        _policy.OnArrival(copy, nowNs, _decisions);
        Execute();
    }

    /// <summary>Plays on until an instant.</summary>
    public void Advance(long untilNs)
    {
        while (true)
        {
            var lane = FirstDue();
            // Once an instant is enough: a policy that asked for it again would never let time pass.
            var wakeNs = Math.Max(_policy.NextWakeNs, _wokenNs + 1);
            var laneNs = lane < 0 ? long.MaxValue : _dueNs[lane];
            if (Math.Min(laneNs, wakeNs) > untilNs)
                return;
            Pass(Math.Min(laneNs, wakeNs));
            if (laneNs <= wakeNs)
            {
                End(lane);
            }
            else
            {
                _wokenNs = _nowNs;
                _policy.OnTime(_nowNs, _decisions);
            }

            Execute();
        }
    }

    private void Pass(long toNs)
    {
        if (toNs <= _nowNs)
            return;
        Lost *= Math.Exp((_nowNs - toNs) / (_options.ShadowSlos * _longestSloNs));
        _nowNs = toNs;
    }

    private int FirstDue()
    {
        var first = -1;
        for (var lane = 0; lane < _dueNs.Length; lane++)
        {
            if (_dueNs[lane] < (first < 0 ? long.MaxValue : _dueNs[first]))
                first = lane;
        }

        return first;
    }

    private void End(int lane)
    {
        _dueNs[lane] = long.MaxValue;
        var state = _policy.Group.Lanes[lane];
        if (state.IsStopping)
        {
            _policy.OnPreempted(lane, _nowNs, _decisions);
            return;
        }

        foreach (var request in state.Running!.Batch)
        {
            if (request.DeadlineNs < _nowNs)
                Lose();
            _spare.Push(request);
        }

        _policy.OnFinished(lane, _nowNs, _decisions);
    }

    private void Execute()
    {
        foreach (var decision in _decisions)
        {
            switch (decision.Verb)
            {
                case DecisionVerb.Drop:
                    Lose();
                    _spare.Push(decision.Dropped!);
                    break;
                case DecisionVerb.Dispatch or DecisionVerb.Resume:
                    Start(decision);
                    break;
                default:
                    _dueNs[decision.Lane] = _policy.Group.Plan.FreeNs(_policy.Group.Lanes[decision.Lane].Running!, _nowNs);
                    break;
            }
        }

        _decisions.Clear();
    }

    /// <summary>Counts requests that the mode lost beyond those of this run.</summary>
    public void Charge(double requests) => Lost += requests;

    private void Lose()
    {
        Lost++;
        LostEver++;
    }

    private void Start(Decision decision)
    {
        _dueNs[decision.Lane] = _nowNs + decision.PredictedNs;
        for (var i = 0; decision.Verb == DecisionVerb.Dispatch && i < decision.Batch!.Count; i++)
            decision.Batch[i].Attempts++;
    }
}
