using Shepherd.Core.HandOver;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Simulator.ControlPlane;

/// <summary>A planner: everything it decides comes from <see cref="LeaderTerm"/>, <see cref="WorkerSilence"/>, <see cref="OwnerHistory"/> and <see cref="HandOverPlanner"/>, as in the real one.</summary>
internal sealed class SimPlanner : SimProcess
{
    private const long TickNs = 100 * Span.Ms;
    private const long WriteTimeoutNs = Span.S;

    private readonly ControlPlaneScenario _scenario;
    private readonly SimBroker _broker;
    private readonly BrokerClient _writes;
    private readonly SortedDictionary<string, (Beat? Beat, bool IsLive)> _workers = new(StringComparer.Ordinal);
    private LogReader<PlanMessage>? _plans;
    private LogReader<Beat>? _beats;
    private LeaderTerm _leader = new();
    private WorkerSilence _silence;
    private OwnerHistory _history = new();
    private PlanFence _fence = new();
    private SimPlan? _plan;
    private PlanEpoch _written;
    private long? _term;
    private long _number;
    private long? _deposedNs;
    private bool _isChosen;
    private bool _isBusy;
    private bool _isLooking;
    private bool _isDue;

    public SimPlanner(string name, Timeline time, ControlPlaneScenario scenario, SimBroker broker)
        : base(time, name) => (_scenario, _broker, _writes, _silence) = (scenario, broker, new(this, time, broker, outlives: true), new(scenario.TtlNs));

    public bool Leads => IsUp && _leader.Term is not null;

    /// <summary>What it would like the target to be; null: the running one. Whoever leads takes it up.</summary>
    public IReadOnlyDictionary<GroupPartition, string>? Wish { get; set; }

    /// <summary>The election's word arrives.</summary>
    public void Choose(bool isChosen) => Later(Time.Draw(0, 50 * Span.Ms), () =>
    {
        _isChosen = isChosen;
        Wake();
    });

    protected override void OnStart()
    {
        (_leader, _silence, _history, _fence, _plan) = (new LeaderTerm(), new WorkerSilence(_scenario.TtlNs), new OwnerHistory(), new PlanFence(), null);
        var isLive = false;
        _plans = new LogReader<PlanMessage>(this, Time, _broker, _broker.Plans, PlanCompaction.Of(_broker.Plans, Time), Read);
        var keptFromNs = Time.NowNs - (5 * Span.S);
        _beats = new LogReader<Beat>(this, Time, _broker, _broker.Beats, i => _broker.Beats.Records[i].AtNs >= keptFromNs, (beat, _) => Hear(beat, isLive));
        isLive = true;
        foreach (var worker in _workers.Keys)
            _silence.Hear(worker, Time.NowNs);
        Tick();
    }

    protected override void OnKilled()
    {
        _plans!.End();
        _beats!.End();
        _writes.Clear();
        _workers.Clear();
        (_written, _term, _number, _deposedNs, _isChosen, _isBusy, _isLooking, _isDue) = (default, null, 0, null, false, false, false, false);
    }

    private void Tick()
    {
        Wake();
        Later(TickNs, Tick);
    }

    private void Wake()
    {
        if (_isDue)
            return;
        _isDue = true;
        Later(Time.Draw(0, Span.Ms), () =>
        {
            _isDue = false;
            Step();
        });
    }

    private void Hear(Beat beat, bool isLive)
    {
        if (!beat.IsGoodbye)
        {
            _workers[beat.Worker] = (beat, isLive);
            _silence.Hear(beat.Worker, Time.NowNs);
        }
        else if (_workers.GetValueOrDefault(beat.Worker).Beat is not { } last || beat.SentNs >= last.SentNs)
        {
            _workers.Remove(beat.Worker);
            _silence.Forget(beat.Worker);
        }

        if (isLive)
            Wake();
    }

    private void Read(PlanMessage message, long offset)
    {
        if (message.ClaimBase is { } claimBase)
        {
            if (_fence.Claim(claimBase + offset))
                _leader.ReadClaim(offset, claimBase);
        }
        else if (_fence.Plan(new Epoch(message.Plan!.Epoch.Term, message.Plan.Epoch.Number)))
        {
            _plan = message.Plan;
            _history.Follow(_plan.Epoch, _plan.Assigned);
            _leader.See(_plan.Epoch.Term);
            foreach (var worker in _plan.Assigned.Values)
            {
                _workers.TryAdd(worker, (null, false));
                _silence.Expect(worker, Time.NowNs);
            }
        }

        Wake();
    }

    private void Step()
    {
        LoseSilent();
        Lead();
        if (_leader.Term is { } term && _term != term)
            (_term, _number, _written) = (term, 0, default);
        if (_leader.Term is not { } leading || _isBusy || (_plan?.Epoch ?? default) < _written)
            return;
        Plan(leading);
    }

    private void LoseSilent()
    {
        if (_isLooking || !(_silence.NextNs <= Time.NowNs))
            return;
        var askedNs = Time.NowNs;
        if (_scenario.Flaw == ProtocolFlaw.TrustOwnEars)
        {
            Lose(askedNs);
            return;
        }

        _isLooking = true;
        _beats!.ReadToEnd(() =>
        {
            _isLooking = false;
            Lose(askedNs);
            Wake();
        });
    }

    private void Lose(long askedNs)
    {
        foreach (var worker in _silence.TakeLost(askedNs))
            _workers.Remove(worker);
    }

    private void Lead()
    {
        if (!_isChosen)
            _leader.Lost();
        else if (_leader.Phase != LeaderPhase.Deposed || Time.NowNs - _deposedNs > _scenario.SessionNs)
            _leader.Chosen();
        _deposedNs = _leader.Phase == LeaderPhase.Deposed ? _deposedNs ?? Time.NowNs : null;
        foreach (var (beat, _) in _workers.Values)
            _leader.See(beat?.Followed.Term ?? 0);
        if (_isBusy)
            return;
        if (_leader.Phase == LeaderPhase.Reading)
        {
            _isBusy = true;
            _plans!.ReadToEnd(() =>
            {
                _isBusy = false;
                _leader.ReadToEnd();
                Wake();
            });
        }
        else if (_leader.Phase == LeaderPhase.Claiming)
        {
            Claim(_leader.ClaimBase);
        }
    }

    private void Claim(long claimBase)
    {
        _isBusy = true;
        long offset = 0;
        _writes.Send(() => true, () => offset = _broker.Plans.Append("claim", new PlanMessage(Name, claimBase, null), Time.NowNs), isTaken =>
        {
            _isBusy = false;
            if (isTaken)
                _leader.Claimed(offset, claimBase);
            else
                _leader.BeginAnew();
            Wake();
        }, WriteTimeoutNs);
    }

    private void Plan(long term)
    {
        var target = Target();
        var step = HandOverPlanner.Next(_history, target, _workers.Select(w => Status(w.Key, w.Value.Beat, w.Value.IsLive)));
        var isNew = target is not null && (_plan is null || !target.SequenceEqual(_plan.Target));
        if (!isNew && !step.IsPlanNeeded && (_plan is null || _plan.Epoch.Term == term))
            return;
        var epoch = new PlanEpoch(term, ++_number);
        var plan = new SimPlan(epoch, step.Assigned, target ?? new SortedDictionary<GroupPartition, string>());
        _isBusy = true;
        _writes.Send(() => true, () => _broker.Plans.Append($"plan-{term}", new PlanMessage(Name, null, plan), Time.NowNs), isTaken =>
        {
            _isBusy = false;
            if (isTaken)
                _written = epoch;
            else
                _leader.BeginAnew();
            Wake();
        }, WriteTimeoutNs);
    }

    /// <summary>The running target, what is wished instead, and others for those that are no more.</summary>
    private SortedDictionary<GroupPartition, string>? Target()
    {
        var ready = _workers.Where(w => w.Value is { IsLive: true, Beat.Life: WorkerLife.Ready }).Select(w => w.Key).ToList();
        if ((Wish ?? _plan?.Target) is not { } running || ready.Count == 0)
            return _plan is null ? null : new SortedDictionary<GroupPartition, string>(_plan.Target.ToDictionary());
        var target = new SortedDictionary<GroupPartition, string>();
        foreach (var (partition, worker) in running)
        {
            var isThere = _workers.TryGetValue(worker, out var known) && known.Beat?.Life != WorkerLife.Draining;
            target[partition] = isThere ? worker : ready[partition.Number % ready.Count];
        }

        Wish = null;
        return target;
    }

    private WorkerStatus Status(string name, Beat? beat, bool isLive) => new(
        name,
        isLive ? beat!.Life : WorkerLife.Unheard,
        _scenario.Flaw == ProtocolFlaw.AssignBeforeRelease ? new PlanEpoch(long.MaxValue, 0) : beat?.Followed ?? default)
    {
        Warm = _scenario.Flaw == ProtocolFlaw.RevokeBeforeWarm ? new HashSet<string> { "a", "b" } : beat?.Warm ?? new HashSet<string>(),
        Spare = beat?.Warm ?? new HashSet<string>(),
        Owned = beat is null || (_scenario.Flaw == ProtocolFlaw.AssignBeforeRelease && _plan?.Assigned.Values.Contains(name) != true) ? new HashSet<GroupPartition>() : Owned(beat),
    };

    // The flaw forgets what is being let go, not what is owned: else every plan would be renewed for ever.
    private IReadOnlySet<GroupPartition> Owned(Beat beat) => _scenario.Flaw == ProtocolFlaw.AssignBeforeRelease
        ? beat.Owned.Where(p => _plan?.Assigned.GetValueOrDefault(p) == beat.Worker).ToHashSet()
        : beat.Owned;
}
