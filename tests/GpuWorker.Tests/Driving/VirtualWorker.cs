using Confluent.Kafka;
using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Serving;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tests.Driving;

/// <summary>
/// The worker's decision loop on virtual time: lanes take exactly what a latency model says. At one instant batches end before requests arrive, requests arrive before time passes, as in the
/// simulator.
/// </summary>
internal sealed class VirtualWorker
{
    private readonly ServedModels _models;
    private readonly IReadOnlyList<ILatencyModel> _latencies;
    private readonly VirtualLane[] _lanes;
    private readonly DecisionLoop _loop;
    private long _started;
    private long _nowNs;

    public VirtualWorker(ISchedulingPolicy policy, ServedModels models, IReadOnlyList<ILatencyModel> latencies, int lanes)
    {
        (_models, _latencies) = (models, latencies);
        _lanes = [.. Enumerable.Range(0, lanes).Select(_ => new VirtualLane(this))];
        _loop = new DecisionLoop(policy, models, _lanes, (_, _, _) => GivenUp++);
    }

    public ulong Digest => _loop.Digest;

    public int Answered { get; private set; }

    public int GivenUp { get; private set; }

    /// <summary>Plays requests through, by ascending arrival, until each has its outcome.</summary>
    public void Run(IReadOnlyList<WorkItem> requests)
    {
        _loop.Plan(_models.ToServingPlan(_lanes.Length), 0);
        for (var arrived = 0; Answered + GivenUp < requests.Count;)
        {
            var ending = _lanes.MinBy(l => (l.EndNs, l.Started))!;
            var arrivalNs = arrived < requests.Count ? requests[arrived].ArrivalNs : long.MaxValue;
            _nowNs = Math.Min(Math.Min(ending.EndNs, arrivalNs), Math.Max(_loop.NextWakeNs, _nowNs));
            if (ending.EndNs == _nowNs)
                _loop.Step(new DriverEvent(Finished: End(ending)), _nowNs);
            else if (arrivalNs == _nowNs)
                _loop.Step(new DriverEvent(Arrived: requests[arrived++]), _nowNs);
            else
                _loop.Step(default, _nowNs);
        }
    }

    public static WorkItem Request(int sequence, int model, long arrivalNs, long sloNs) => new()
    {
        Sequence = sequence,
        Model = model,
        Bucket = 0,
        ArrivalNs = arrivalNs,
        DeadlineNs = arrivalNs + sloNs,
        Record = new TakenRecord("g", new TopicPartitionOffset("t", 0, sequence), null, null, [], new RecordValue.Deserializer().Deserialize([], isNull: false, default)),
        Headers = new RequestHeaders(),
        Id = $"{sequence}",
        Request = new InferenceRequest($"{sequence}", "m", []),
    };

    private FinishedBatch End(VirtualLane lane)
    {
        var batch = lane.Batch;
        Answered += batch.Length;
        lane.EndNs = long.MaxValue;
        return new FinishedBatch(Array.IndexOf(_lanes, lane), batch, _latencies[batch[0].Model].EstimateNs(0, batch.Length), IsMeasure: true);
    }

    private sealed class VirtualLane(VirtualWorker worker) : ILane
    {
        public WorkItem[] Batch { get; private set; } = [];

        public long EndNs { get; set; } = long.MaxValue;

        public long Started { get; private set; }

        public void Run(WorkItem[] batch)
        {
            Assert.Equal(long.MaxValue, EndNs);
            (Batch, Started) = (batch, worker._started++);
            EndNs = worker._nowNs + worker._latencies[batch[0].Model].EstimateNs(0, batch.Length);
            foreach (var item in batch)
                item.Attempts++;
        }
    }
}
