using Shepherd.Core.HandOver;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Simulator.ControlPlane;

/// <summary>A worker: warm groups, partitions, heartbeats, and the lease of <see cref="WorkerLease"/>.</summary>
internal sealed partial class SimWorker : SimProcess
{
    private const long CommitNs = 100 * Span.Ms;

    private readonly ControlPlaneScenario _scenario;
    private readonly SimBroker _broker;
    private readonly ControlPlaneCheck _check;
    private readonly BrokerClient _beats;
    private readonly BrokerClient _results;
    private readonly BrokerClient _commits;
    private readonly BrokerClient _reads;
    private readonly SortedDictionary<GroupPartition, Holding> _holdings = [];
    private readonly SortedSet<string> _warm = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _loading = new(StringComparer.Ordinal);
    private LogReader<PlanMessage>? _plans;
    private WorkerLease _lease;
    private PlanFence _fence = new();
    private SimPlan? _plan;
    private PlanEpoch _followed;
    private WorkerLife _life;
    private bool _isBeatDue;
    private bool _isReading;

    public SimWorker(string name, Timeline time, ControlPlaneScenario scenario, SimBroker broker, ControlPlaneCheck check)
        : base(time, name)
    {
        (_scenario, _broker, _check) = (scenario, broker, check);
        (_beats, _results, _commits, _reads) = (new(this, time, broker), new(this, time, broker), new(this, time, broker), new(this, time, broker));
        _lease = new WorkerLease(scenario.TtlNs, 0);
        broker.CameUp += Take;
    }

    public bool Serves(GroupPartition partition) => IsUp && !_lease.IsFenced && _holdings.TryGetValue(partition, out var holding) && holding is { Watermark: not null, IsLeaving: false };

    /// <summary>Ends it as an operator does: it answers what it has, and says goodbye.</summary>
    public void Drain()
    {
        if (!IsUp || _life != WorkerLife.Ready)
            return;
        _life = WorkerLife.Draining;
        Follow();
        BeatNow();
    }

    protected override void OnStart()
    {
        (_lease, _fence, _plan, _followed, _life) = (new WorkerLease(_scenario.TtlNs, Time.NowNs), new PlanFence(), null, default, WorkerLife.Starting);
        _plans = new LogReader<PlanMessage>(this, Time, _broker, _broker.Plans, PlanCompaction.Of(_broker.Plans, Time), Read);
        Later(Time.Draw(10 * Span.Ms, 800 * Span.Ms), () =>
        {
            _life = _life == WorkerLife.Starting ? WorkerLife.Ready : _life;
            Follow();
            BeatNow();
        });
        Tick();
        CommitTick();
    }

    protected override void OnKilled()
    {
        _plans!.End();
        foreach (var holding in _holdings.Values)
            holding.IsDropped = true;
        _holdings.Clear();
        _warm.Clear();
        _loading.Clear();
        (_isBeatDue, _isReading) = (false, false);
        foreach (var client in (BrokerClient[])[_beats, _results, _commits, _reads])
            client.Clear();
        _check.OnEnded(Name);
    }

    private bool HasLease()
    {
        var had = !_lease.IsFenced;
        if (_lease.Check(Time.NowNs))
            return true;
        if (had)
            Lapse();
        return false;
    }

    /// <summary>Somebody else may own what it has by now: none of it is answered any more.</summary>
    private void Lapse()
    {
        if (_scenario.Flaw != ProtocolFlaw.ServeWithoutLease)
        {
            foreach (var holding in _holdings.Values)
                holding.IsDropped = true;
            _holdings.Clear();
            _check.OnGivenUp(Name);
        }

        BeatNow();
    }

    private void Tick()
    {
        HasLease();
        BeatNow();
        Later(_scenario.HeartbeatNs, Tick);
    }

    private void BeatNow()
    {
        _isBeatDue = true;
        if (!_beats.IsIdle || !IsUp)
            return;
        _isBeatDue = false;
        HasLease();
        var sentNs = Time.NowNs;
        var isGoodbye = _life == WorkerLife.Draining && _holdings.Count == 0;
        var beat = new Beat(Name, _life, isGoodbye, _followed, _warm.ToHashSet(StringComparer.Ordinal), _holdings.Keys.ToHashSet(), sentNs);
        _beats.Send(() => true, () => _broker.Beats.Append(Name, beat, Time.NowNs), isTaken => Acknowledged(isTaken, isGoodbye, sentNs), giveUpNs: Span.S);
    }

    private void Acknowledged(bool isTaken, bool isGoodbye, long sentNs)
    {
        if (isGoodbye)
        {
            Kill();
            return;
        }

        HasLease();
        if (isTaken)
        {
            _lease.Acknowledge(sentNs, Time.NowNs);
            if (!_lease.IsFenced || _lease.AwaitsPlan)
                _check.OnLease(Name, sentNs);
        }

        if (_lease.AwaitsPlan && !_isReading)
        {
            _isReading = true;
            var askedNs = Time.NowNs;
            _plans!.ReadToEnd(() => Regain(askedNs));
        }

        if (_isBeatDue)
            BeatNow();
    }

    private void Regain(long askedNs)
    {
        _isReading = false;
        if (_lease.PlanRead(askedNs, _scenario.Flaw == ProtocolFlaw.ResumeUnderOldPlan ? default : _plan?.Epoch ?? default, Time.NowNs))
            Follow();
    }

    private void Read(PlanMessage message, long offset)
    {
        if (message.ClaimBase is { } claimBase)
        {
            if (_scenario.Flaw != ProtocolFlaw.IgnoreFence)
                _fence.Claim(claimBase + offset);
            return;
        }

        var plan = message.Plan!;
        if (!_fence.Plan(new Epoch(plan.Epoch.Term, plan.Epoch.Number)) && _scenario.Flaw != ProtocolFlaw.IgnoreFence)
            return;
        _plan = plan;
        Follow();
    }
}
