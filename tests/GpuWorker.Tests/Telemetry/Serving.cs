using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.GpuWorker.Control;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Intake;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;

namespace Shepherd.GpuWorker.Tests.Telemetry;

/// <summary>Requests, batches and results as the worker tells of them.</summary>
internal static class Serving
{
    public const string Topic = "shepherd.requests.g";
    public const string Results = "shepherd.results";

    private const long SloNs = 1_000_000_000;

    public static WorkerOptions Options { get; } = new() { Kafka = new KafkaOptions { BootstrapServers = "localhost:1" }, Models = "", Name = "worker" };

    /// <summary>Of a worker that follows no plan yet.</summary>
    public static PlanFollower NoPlan() => new(Options, NullLogger<PlanFollower>.Instance);

    public static WorkItem Item(string id, long nowNs, params (string Name, string Value)[] headers)
    {
        var carried = new Headers();
        foreach (var (name, value) in headers)
            carried.Add(name, Encoding.UTF8.GetBytes(value));
        var body = new RecordValue.Deserializer().Deserialize([1], isNull: false, default);
        return new WorkItem
        {
            Sequence = 0,
            Model = 0,
            Bucket = 2,
            ArrivalNs = nowNs,
            DeadlineNs = nowNs + SloNs,
            Record = new TakenRecord("g", new TopicPartitionOffset(Topic, 0, 7), nowNs / 1_000_000, null, carried, body) { Model = "m", DeadlineNs = nowNs + SloNs },
            Headers = RequestHeaders.Read(carried),
            Id = id,
            Request = new InferenceRequest(id, "m", []),
        };
    }

    /// <summary>A batch on lane 1 that is expected to take 10 ms; its requests count one attempt more.</summary>
    public static LaneBatch Batch(long nowNs, params WorkItem[] items)
    {
        var batch = new LaneBatch(items, 1, nowNs, 10_000_000);
        foreach (var item in items)
        {
            item.Attempts++;
            item.Batch = batch;
        }

        return batch;
    }

    public static FinishedBatch Done(LaneBatch batch, long durationNs = 12_000_000, bool isMeasure = true) => new(batch.Lane, batch.Items, durationNs, isMeasure);

    public static InferenceResult Result(WorkItem item, Outcome outcome = Outcome.Ok) => new(item.Id, "m", outcome) { Attempts = item.Attempts };
}
