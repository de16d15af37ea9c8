using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Client.Embedded;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Offsets;
using Shepherd.GpuWorker.Publishing;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Serving;
using Shepherd.Schemas;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.GpuWorker.Tests.Driving;

/// <summary>One lane with one model, whose results go to an embedded broker.</summary>
internal sealed class LaneHarness : IDisposable
{
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly WorkerOptions _options;
    private readonly IDisposable[] _parts;

    public LaneHarness(ILoadedModel model, long suspendBudgetBytes = 0)
    {
        _options = new WorkerOptions { Kafka = _broker.Options, Models = "", Name = "worker" };
        _broker.CreateTopics(_options.Kafka.Topics, ["g"], requestPartitions: 1);
        var producer = new WorkerProducer(_options, new NoLifetime(), NullLogger<WorkerProducer>.Instance);
        var publisher = new ResultPublisher(
            _options, producer, Tracker, Gate, HeldLease.Of(_options), new WorkerClock(TimeProvider.System), TimeProvider.System, NullLogger<ResultPublisher>.Instance);
        var models = new ServedModels([new GpuWorker.Serving.ServedModel(0, [model], [])], []);
        Lane = new Lane(0, new LaneOptions(), new Lock(), models, new BatchAnswers(models, publisher, Failed.Enqueue), suspendBudgetBytes, Events.Add, Failed.Enqueue);
        _parts = [Lane, models, publisher, producer, _broker];
        Lane.Start();
    }

    public Lane Lane { get; }

    public OffsetTracker Tracker { get; } = new();

    public IntakeGate Gate { get; } = new(1024, 1 << 30);

    /// <summary>What the lane told the driver.</summary>
    public BlockingCollection<DriverEvent> Events { get; } = [];

    public ConcurrentQueue<Exception> Failed { get; } = new();

    public void Dispose()
    {
        Lane.End();
        foreach (var part in _parts)
            part.Dispose();
        Events.Dispose();
    }

    /// <param name="offset">Where it lies.</param>
    /// <param name="headers">Null: a record that no result can be built for.</param>
    public WorkItem Item(long offset, Headers? headers)
    {
        var value = new RecordValue.Deserializer().Deserialize([1], isNull: false, default);
        var record = new TakenRecord("g", new TopicPartitionOffset(_options.Kafka.Topics.Requests("g"), 0, offset), null, null, headers!, value);
        if (offset == 0)
            Tracker.Start("g", record.Place.TopicPartition, 0);
        Tracker.Take(record.Place);
        Gate.Take(record.Value.Length);
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

    /// <summary>Ids and statuses of so many results, by id.</summary>
    public async Task<IReadOnlyList<(string Id, string Status)>> ResultsAsync(int count)
    {
        var results = await KafkaRecords.ReadUntilAsync(_options.Kafka, _options.Kafka.Topics.Results, read => read.Count >= count);
        return [.. results.Select(r => (r.Message.Key!, r.Header(HeaderNames.Status)!)).OrderBy(r => r.Item1, StringComparer.Ordinal)];
    }
}
