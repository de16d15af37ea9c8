using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Client.Embedded;
using Shepherd.GpuWorker.Control;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Offsets;
using Shepherd.GpuWorker.Publishing;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Serving;
using Shepherd.Schemas;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.GpuWorker.Tests.Driving;

/// <summary>A lane whose batches end badly: no exception leaves its thread, where it would end the process.</summary>
public sealed class LaneTests : IDisposable
{
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly OffsetTracker _tracker = new();
    private readonly IntakeGate _gate = new(1024, 1 << 30);
    private readonly WorkerOptions _options;
    private readonly ConcurrentQueue<FinishedBatch> _finished = new();
    private readonly ConcurrentQueue<Exception> _failed = new();
    private readonly IDisposable[] _parts;
    private readonly Lane _lane;

    public LaneTests()
    {
        _options = new WorkerOptions { Kafka = _broker.Options, Models = "", Name = "worker" };
        _broker.CreateTopics(_options.Kafka.Topics, ["g"], requestPartitions: 1);
        var producer = new WorkerProducer(_options, new NoLifetime(), NullLogger<WorkerProducer>.Instance);
        var plan = new PlanFollower(_options, NullLogger<PlanFollower>.Instance);
        var publisher = new ResultPublisher(
            _options, producer, _tracker, _gate, plan, new WorkerClock(TimeProvider.System), TimeProvider.System, NullLogger<ResultPublisher>.Instance);
        var models = new ServedModels([new GpuWorker.Serving.ServedModel(0, [new TwoOutputs()], [])], []);
        _lane = new Lane(0, "cpu:0", models, publisher, _finished.Enqueue, _failed.Enqueue);
        _parts = [_lane, models, publisher, producer, plan, _broker];
        _lane.Start();
    }

    public void Dispose()
    {
        _lane.Stop();
        foreach (var part in _parts)
            part.Dispose();
    }

    [Fact]
    public async Task Run_RuntimeGivesTooFewOutputs_ThoseWithoutHaveTheirOutcomeToo()
    {
        _lane.Run([Item(0, []), Item(1, []), Item(2, [])]);

        await Eventually.BecomesTrueAsync(() => _gate.Records == 0, "every request has its outcome");

        var results = await KafkaRecords.ReadUntilAsync(_options.Kafka, _options.Kafka.Topics.Results, read => read.Count >= 3);
        Assert.Equal(
            [("r-0", "OK"), ("r-1", "OK"), ("r-2", "RUNTIME_ERROR")],
            results.Select(r => (r.Message.Key!, r.Header(HeaderNames.Status)!)).OrderBy(r => r.Item1, StringComparer.Ordinal));
        Assert.Empty(_failed);
    }

    [Fact]
    public async Task Run_NothingCanBePublished_IsToldAndTheLaneRunsOn()
    {
        _lane.Run([Item(0, headers: null)]);
        await Eventually.BecomesTrueAsync(() => !_failed.IsEmpty, "the lane says that it cannot answer");

        _lane.Run([Item(1, [])]);

        await Eventually.BecomesTrueAsync(() => _finished.Count == 2, "the second batch runs");
        Assert.Empty(_tracker.ToCommit());
    }

    /// <param name="offset">Where it lies.</param>
    /// <param name="headers">Null: a record that no result can be built for.</param>
    private WorkItem Item(long offset, Headers? headers)
    {
        var value = new RecordValue.Deserializer().Deserialize([1], isNull: false, default);
        var record = new TakenRecord("g", new TopicPartitionOffset(_options.Kafka.Topics.Requests("g"), 0, offset), null, null, headers!, value);
        if (offset == 0)
            _tracker.Start("g", record.Place.TopicPartition, 0);
        _tracker.Take(record.Place);
        _gate.Take(record.Value.Length);
        return new WorkItem
        {
            Sequence = offset,
            Model = 0,
            Bucket = 0,
            ArrivalNs = 0,
            DeadlineNs = long.MaxValue,
            Record = record,
            Headers = new RequestHeaders(),
            Id = $"r-{offset}",
            Request = new InferenceRequest($"r-{offset}", "m", []),
        };
    }

    /// <summary>A runtime at fault: it answers two requests of a batch at most.</summary>
    private sealed class TwoOutputs : ILoadedModel
    {
        public ModelDefinition Definition { get; } = new("m", 1, "", new ModelConfig("g", "test", 1000, 1, 8, null, [], [], []));

        public int Segments => 1;

        public string? FindFault(InferenceRequest request) => null;

        public BucketKey BucketOf(InferenceRequest request) => new([]);

        public IBatchRun Begin(IReadOnlyList<InferenceRequest> batch) =>
            new WholeRun(_ => new BatchOutputs([.. batch.Take(2).Select(_ => (IReadOnlyList<Tensor>)[])], []));

        public void WarmUp()
        {
        }

        public void Dispose()
        {
        }
    }
}
