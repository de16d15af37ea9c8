using Confluent.Kafka;
using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Driving.Isolation;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Serving;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tests.Driving;

/// <summary>
/// The worker's decision loop on virtual time: lanes take exactly what a latency model says. At one instant batches end before requests arrive, requests arrive before time passes, as in the
/// simulator. Where lanes are lost for a time, none is the worker's own.
/// </summary>
internal sealed class VirtualWorker : IFailedBatches
{
    private readonly ServedModels _models;
    private readonly IReadOnlyList<ILatencyModel> _latencies;
    private readonly VirtualLane[] _lanes;
    private readonly DecisionLoop _loop;
    private readonly PreemptionTerms _preemption;
    private readonly Queue<(long AtNs, bool IsBack, int Lane)> _changes;
    private readonly bool _areJoining;
    private long _started;
    private long _nowNs;

    public VirtualWorker(ISchedulingPolicy policy, ServedModels models, IReadOnlyList<ILatencyModel> latencies, int lanes, PreemptionTerms? preemption = null, IReadOnlyList<Simulator.Engine.LaneOutage>? outages = null)
    {
        (_models, _latencies, _preemption) = (models, latencies, preemption ?? PreemptionTerms.None);
        _lanes = [.. Enumerable.Range(0, lanes).Select(_ => new VirtualLane(this))];
        _areJoining = outages is not null;
        _changes = new((outages ?? []).SelectMany(o => new[] { (o.FromNs, false, o.Lane), (o.UntilNs, true, o.Lane) }).Order());
        _loop = new DecisionLoop(policy, models, _areJoining ? [] : _lanes, (item, _, _) => GiveUp(item), new Isolator(index => models[index].Name, this));
    }

    public ulong Digest => _loop.Digest;

    public long Preemptions => _loop.Preemptions;

    /// <summary>Batches that went on where they stopped.</summary>
    public int Resumed { get; private set; }

    /// <summary>Batches that were given up while they were suspended.</summary>
    public int Discarded { get; private set; }

    public int Answered { get; private set; }

    /// <summary>Requests that fail every run that they are in.</summary>
    public Func<WorkItem, bool> IsPoison { get; init; } = _ => false;

    /// <summary>Outcomes that each request was given, by sequence.</summary>
    public Dictionary<long, List<string>> Outcomes { get; } = [];

    /// <summary>Runs of parts of batches that failed.</summary>
    public int PartRuns { get; private set; }

    /// <summary>Searches that were stopped when some of their batch had its outcome.</summary>
    public int StoppedSearches { get; private set; }

    public int GivenUp { get; private set; }

    /// <summary>Plays requests through, by ascending arrival, until each has its outcome.</summary>
    public void Run(IReadOnlyList<WorkItem> requests)
    {
        var plan = _models.ToServingPlan(_lanes.Length);
        // The simulator's lanes stop as its terms say, whatever was measured of a model.
        _loop.Plan(plan with { Preemption = _preemption, Models = [.. plan.Models.Select(m => m with { Stops = null, SuspendedBytes = 1 })] }, 0);
        if (_areJoining)
            _loop.Step(new DriverEvent(Lanes: new LaneChange(LaneChangeKind.Joined, _lanes)), 0);
        for (var arrived = 0; Answered + GivenUp < requests.Count;)
        {
            // At one instant, ends come before stops.
            var ending = _lanes.MinBy(l => (Math.Min(l.EndNs, l.StopNs), l.StopNs < l.EndNs, l.Asked))!;
            var endingNs = Math.Min(ending.EndNs, ending.StopNs);
            var arrivalNs = arrived < requests.Count ? requests[arrived].ArrivalNs : long.MaxValue;
            var changeNs = _changes.TryPeek(out var change) ? change.AtNs : long.MaxValue;
            _nowNs = Math.Min(Math.Min(Math.Min(endingNs, changeNs), arrivalNs), Math.Max(_loop.NextWakeNs, _nowNs));
            if (endingNs == _nowNs)
                _loop.Step(ending.StopNs < ending.EndNs ? new DriverEvent(Preempted: Halt(ending)) : new DriverEvent(Finished: End(ending)), _nowNs);
            else if (changeNs == _nowNs)
                Change(_changes.Dequeue());
            else if (arrivalNs == _nowNs)
                _loop.Step(new DriverEvent(Arrived: requests[arrived++]), _nowNs);
            else
                _loop.Step(default, _nowNs);
        }
    }

    public static WorkItem Request(int sequence, int model, long arrivalNs, long sloNs, InferenceRequest? request = null) => new()
    {
        Sequence = sequence,
        Model = model,
        Bucket = 0,
        ArrivalNs = arrivalNs,
        DeadlineNs = arrivalNs + sloNs,
        Record = new TakenRecord("g", new TopicPartitionOffset("t", 0, sequence), null, null, [], new RecordValue.Deserializer().Deserialize([], isNull: false, default)),
        Headers = new RequestHeaders(),
        Id = $"{sequence}",
        Request = request ?? new InferenceRequest($"{sequence}", "m", []),
    };

    private void Change((long AtNs, bool IsBack, int Lane) change)
    {
        var lane = _lanes[change.Lane];
        lane.Forget();
        _loop.Step(new DriverEvent(Lanes: new LaneChange(change.IsBack ? LaneChangeKind.Joined : LaneChangeKind.Lost, [lane])), _nowNs);
    }

    void IFailedBatches.Expire(WorkItem item, long nowNs) => GiveUp(item);

    void IFailedBatches.Fail(WorkItem item, Exception failure) => Answer(item, "CONDEMNED");

    void IFailedBatches.Isolated(string model, LaneBatch batch, PoisonSearch search, string reason)
    {
        PartRuns += search.Runs;
        StoppedSearches += batch.Answered > 0 && batch.Answered < batch.Items.Length ? 1 : 0;
    }

    void IFailedBatches.Broke(string model, int lane, string? reason)
    {
    }

    private FinishedBatch End(VirtualLane lane)
    {
        var batch = lane.Batch;
        var failure = batch.Any(IsPoison) ? new InvalidOperationException("poison") : null;
        if (failure is null || batch.Length == 1)
        {
            foreach (var item in batch)
                Answer(item, failure is null ? "OK" : "RUNTIME_ERROR");
        }

        lane.Leave();
        return new FinishedBatch(Array.IndexOf(_lanes, lane), batch, _latencies[batch[0].Model].EstimateNs(0, batch.Length), IsMeasure: failure is null, failure);
    }

    private void Answer(WorkItem item, string outcome)
    {
        Answered++;
        Note(item, outcome);
    }

    private void GiveUp(WorkItem item)
    {
        GivenUp++;
        Note(item, "GIVEN UP");
    }

    private void Note(WorkItem item, string outcome)
    {
        if (!Outcomes.TryGetValue(item.Sequence, out var outcomes))
            Outcomes.Add(item.Sequence, outcomes = []);
        outcomes.Add(outcome);
    }

    private PreemptedBatch Halt(VirtualLane lane)
    {
        var isKept = lane.Halt();
        return new PreemptedBatch(Array.IndexOf(_lanes, lane), lane.Batch, isKept);
    }

    private sealed class VirtualLane(VirtualWorker worker) : IJoiningLane
    {
        private readonly Dictionary<WorkItem[], long> _suspended = new(ReferenceEqualityComparer.Instance);
        private PreemptionKind _stopping;
        private long _startedNs;
        private long _remainingNs;
        private long _exitNs;

        public WorkItem[] Batch { get; private set; } = [];

        public long EndNs { get; private set; } = long.MaxValue;

        public long StopNs { get; private set; } = long.MaxValue;

        /// <summary>Orders what was scheduled for one instant by when it was.</summary>
        public long Asked { get; private set; }

        private long TotalNs => worker._latencies[Batch[0].Model].EstimateNs(0, Batch.Length);

        public void Join(int number) => Assert.Equal(Array.IndexOf(worker._lanes, this), number);

        /// <summary>It is gone with all that it had.</summary>
        public void Forget()
        {
            Leave();
            _suspended.Clear();
        }

        public void Run(WorkItem[] batch)
        {
            Batch = batch;
            Go(worker._nowNs, TotalNs);
        }

        public void Stop(PreemptionKind kind)
        {
            Assert.NotEqual(long.MaxValue, EndNs);
            Assert.Equal(long.MaxValue, StopNs);
            (_stopping, Asked) = (kind, worker._started++);
            _exitNs = ExitPoint.NextNs(worker._nowNs, _startedNs, TotalNs, _remainingNs, worker._preemption.ExitPoints);
            StopNs = _exitNs + worker._preemption.AcknowledgeNs;
        }

        public void Resume(WorkItem[] batch)
        {
            Assert.True(_suspended.Remove(batch, out var remainingNs), "it is suspended here");
            Batch = batch;
            worker.Resumed++;
            Go(worker._nowNs + worker._preemption.ResumeNs, remainingNs);
        }

        public void Discard(WorkItem[] batch)
        {
            Assert.True(_suspended.Remove(batch), "it is suspended here");
            worker.Discarded++;
        }

        public void Leave() => (EndNs, StopNs) = (long.MaxValue, long.MaxValue);

        public bool Halt()
        {
            if (_stopping == PreemptionKind.Suspend)
                _suspended.Add(Batch, _remainingNs - (_exitNs - _startedNs));
            Leave();
            return _stopping == PreemptionKind.Suspend;
        }

        private void Go(long startNs, long remainingNs)
        {
            Assert.Equal(long.MaxValue, EndNs);
            (_startedNs, _remainingNs, Asked) = (startNs, remainingNs, worker._started++);
            EndNs = startNs + remainingNs;
        }
    }
}
