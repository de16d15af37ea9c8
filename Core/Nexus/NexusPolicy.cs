using Shepherd.Core.Policies;

namespace Shepherd.Core.Nexus;

/// <summary>
/// Nexus (SOSP'19): an epoch plan by squishy bin packing over the measured rates gives each device its sessions and their target batches (§6.1); requests are routed to
/// devices as they arrive, by deficit round robin over the planned rates (§5); a device runs its sessions in turn and gives up, by a sliding window, requests that would
/// keep a batch from its target size (§6.3). Nothing is preempted as published, and no queue is shared.
/// <para>Read in its favour: with a given number of devices the plan is made for the largest common multiple of the rates that they carry, so that none idles
/// (<see cref="NexusOptions.UsesAllDevices"/>); the first plan is made after one second of arrivals, and until then every device serves every model; requests
/// of a device that loses their session are routed anew; a session's turn ends at once when nothing of it waits, so that a cycle never idles; models are resident
/// everywhere and changing the plan costs nothing.</para>
/// </summary>
public sealed class NexusPolicy : GroupPolicy
{
    /// <summary>Requests a second that a stream without arrivals is planned for, as in the published planner, so that it keeps a device.</summary>
    private const double RateMin = 0.1;

    private readonly NexusOptions _options;
    private readonly List<NexusStream> _streams = [];
    private readonly List<NexusStream> _streamOf = [];
    private readonly List<NexusLane> _lanes = [];
    private readonly List<ScheduledRequest> _moving = [];
    private ServingPlan? _plan;
    private long _startNs;
    private long _nextCheckNs = long.MaxValue;
    private long? _plannedNs;
    private bool _isNew;

    /// <summary>With options; null: the published ones.</summary>
    /// <exception cref="ArgumentException">They are wrong; the message says which.</exception>
    public NexusPolicy(NexusOptions? options = null)
    {
        _options = options ?? new NexusOptions();
        if (_options.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
    }

    private protected override DeadlineQueue Enqueue(ScheduledRequest request, long nowNs)
    {
        var stream = StreamOf(request, nowNs);
        if (request.Attempts == 0)
            stream.Meter.Add(request, nowNs);
        if (nowNs >= _nextCheckNs)
            Check(nowNs);
        return Send(stream, request);
    }

    private protected override void Fill(long nowNs, List<Decision> decisions)
    {
        if (!ReferenceEquals(_plan, Group.Plan))
            Adopt(nowNs);
        for (var lane = Group.Lanes.FindIdle(); lane >= 0; lane = Group.Lanes.FindIdle(lane + 1))
        {
            var fresh = _lanes[lane].NextTurn(this, nowNs);
            var choice = Group.Lanes[lane].Suspended.Count == 0 ? fresh : ChooseFor(lane, fresh, nowNs);
            if (choice.Queue is { } queue)
                _lanes[lane].TakeTurn(queue);
            Execute(lane, choice, nowNs, decisions);
        }
    }

    private protected override BatchChoice ChooseFor(int lane, BatchChoice fresh, long nowNs) => Resumption.Choose(Group, lane, fresh, nowNs, isBound: true);

    private protected override BatchChoice Commit(BatchChoice choice, long nowNs, List<Decision> decisions)
    {
        for (var i = 0; i < choice.Index && _options.Drop == NexusDrop.Window; i++)
            Group.Drop(choice.Queue!, DropReason.Late, decisions);
        return _options.Drop == NexusDrop.Window ? choice with { Index = 0 } : choice;
    }

    /// <summary>Each device decides for itself: see <see cref="Fill"/>.</summary>
    private protected override BatchChoice NextBatch(long nowNs) => default;

    /// <summary>A queue is of one device, so only what runs there can be stopped for it; its turn is then next.</summary>
    private protected override void OnQueued(DeadlineQueue queue, long nowNs, List<Decision> decisions)
    {
        if (!PreemptsByValue || ValuePreemption.Find(Group, queue, nowNs, queue.Shard) is not ( >= 0 and var lane, var kind))
            return;
        _lanes[lane].GiveTurn(queue);
        decisions.Add(Group.Lanes.Preempt(lane, kind));
    }

    /// <summary>The batch that a device's queue would run now; of none where nothing of it can be answered.</summary>
    private BatchChoice Form(DeadlineQueue queue, long nowNs)
    {
        var target = _streamOf[queue.Index].Batches[queue.Shard];
        var (index, count) = (0, 0);
        if (_options.Drop == NexusDrop.Window)
        {
            (index, count) = BatchSearch.Window(Group, queue, target, nowNs);
        }
        else if ((index = queue.FirstDueFrom(nowNs + Group.EstimateNs(queue, 1))) < queue.Count)
        {
            count = BatchSearch.LargestWithin(Group, queue, Math.Min(target, queue.Count - index), queue[index].DeadlineNs - nowNs);
        }

        if (count > 0)
            return new BatchChoice(queue, index, count);
        return queue.IsProbing ? new BatchChoice(queue, 0, 1) : default;
    }

    private NexusStream StreamOf(ScheduledRequest request, long nowNs)
    {
        foreach (var known in _streams)
        {
            if (known.Model == request.Model && known.Bucket == request.Bucket)
                return known;
        }

        if (_streams.Count == 0)
            (_startNs, _nextCheckNs) = (nowNs, nowNs + _options.CheckNs);
        // Windows end with the checks, so that each check has whole ones.
        var meterNs = nowNs - ((nowNs - _startNs) % _options.CheckNs);
        var stream = new NexusStream(request.Model, request.Bucket, new StreamMeter(_options.CheckNs, (int)(_options.EarlyEpochNs / _options.CheckNs), meterNs));
        stream.SpreadEvenly(Group, request.DeadlineNs - request.ArrivalNs);
        _streams.Add(stream);
        _isNew = true;
        return stream;
    }

    private DeadlineQueue Send(NexusStream stream, ScheduledRequest request)
    {
        var queue = Group.Enqueue(request, stream.Route.Devices.Count == 0 ? 0 : stream.Route.Next());
        if (queue.Index == _streamOf.Count)
        {
            _streamOf.Add(stream);
            LaneAt(queue.Shard).Queues.Add(queue);
        }

        // A model that left and came back has a new stream.
        _streamOf[queue.Index] = stream;
        return queue;
    }

    private NexusLane LaneAt(int lane)
    {
        while (_lanes.Count <= lane)
            _lanes.Add(new NexusLane());
        return _lanes[lane];
    }

    /// <summary>Once a check interval: a plan when an epoch is over, when a rate has left its band, and for a new stream.</summary>
    private void Check(long nowNs)
    {
        _nextCheckNs = _startNs + ((((nowNs - _startNs) / _options.CheckNs) + 1) * _options.CheckNs);
        var hasMoved = false;
        foreach (var stream in _streams)
        {
            stream.Meter.Roll(nowNs);
            var ratePerS = Math.Max(RateMin, stream.Meter.RatePerS ?? 0);
            hasMoved |= ratePerS < stream.PlannedPerS * _options.LowRate || ratePerS > stream.PlannedPerS * _options.HighRate;
        }

        var elapsedNs = nowNs - _plannedNs;
        if (_isNew || elapsedNs is null || elapsedNs >= _options.EpochNs || (hasMoved && elapsedNs >= _options.EarlyEpochNs))
            Plan(nowNs);
    }

    private void Adopt(long nowNs)
    {
        _plan = Group.Plan;
        LaneAt(_plan.Lanes);
        _streams.RemoveAll(s => s.Model >= _plan.Models.Count);
        foreach (var stream in _streams)
            stream.SpreadEvenly(Group, stream.Meter.SloNs);
        if (_plannedNs is not null)
            Plan(nowNs);
        else
            Reroute();
    }

    private void Plan(long nowNs)
    {
        (_plannedNs, _isNew) = (nowNs, false);
        var open = new List<int>();
        for (var lane = 0; lane < Group.Plan.Lanes; lane++)
        {
            if (!Group.Lanes[lane].IsClosed)
                open.Add(lane);
        }

        if (open.Count == 0 || _streams.Count == 0)
            return;
        var sessions = new List<NexusSession>(_streams.Count);
        foreach (var stream in _streams)
        {
            stream.PlannedPerS = Math.Max(RateMin, stream.Meter.RatePerS ?? 0);
            var model = Group.Plan.Models[stream.Model];
            sessions.Add(new NexusSession(model.Latency, stream.Bucket, model.MaxBatchOf(stream.Bucket), stream.Meter.SloNs, stream.PlannedPerS / 1e9));
            stream.Clear(Group.Plan.Lanes);
        }

        var devices = NexusPlanner.Plan(sessions, open.Count, _options.UsesAllDevices);
        for (var device = 0; device < devices.Length; device++)
        {
            foreach (var share in devices[device].Shares)
                _streams[share.Session].Add(open[device], share);
        }

        Reroute();
    }

    /// <summary>Requests that wait on a device which no longer serves them go where their stream goes now.</summary>
    private void Reroute()
    {
        for (var i = 0; i < Group.Queues.Count; i++)
        {
            var (queue, stream) = (Group.Queues[i], _streamOf[i]);
            if (queue.Count == 0 || stream.IsOn(queue.Shard))
                continue;
            Group.TakeAll(queue, _moving);
            foreach (var request in _moving)
                Send(stream, request);
            _moving.Clear();
        }
    }

    private sealed class NexusLane
    {
        private int _turn;

        public List<DeadlineQueue> Queues { get; } = [];

        /// <summary>The next session's batch, in the fixed order of the cycle.</summary>
        public BatchChoice NextTurn(NexusPolicy policy, long nowNs)
        {
            for (var i = 0; i < Queues.Count; i++)
            {
                var queue = Queues[(_turn + i) % Queues.Count];
                if (queue.Count > 0 && policy.Form(queue, nowNs) is { IsNothing: false } choice)
                    return choice;
            }

            return default;
        }

        /// <summary>The session has its turn.</summary>
        public void TakeTurn(DeadlineQueue queue) => _turn = Queues.IndexOf(queue) + 1;

        /// <summary>The session is next.</summary>
        public void GiveTurn(DeadlineQueue queue) => _turn = Queues.IndexOf(queue);
    }
}
