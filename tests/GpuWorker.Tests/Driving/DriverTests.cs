using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Client.Embedded;
using Shepherd.Core.Policies;
using Shepherd.Core.Tenants;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Offsets;
using Shepherd.GpuWorker.Publishing;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Telemetry.Metrics;
using Shepherd.Schemas;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.GpuWorker.Tests.Driving;

/// <summary>Requests through receiver, policy, lane and publisher, on a model that answers when it is let.</summary>
public sealed class DriverTests : IDisposable
{
    private const string PoisonHeader = "poison";

    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly OffsetTracker _tracker = new();
    private readonly IntakeGate _gate = new(1024, 1 << 30);
    private readonly SemaphoreSlim _mayRun = new(0);
    private readonly List<IDisposable> _parts = [];
    private Driver? _driver;
    private Receiver? _receiver;
    private long _offset;

    public static TheoryData<string> Policies() => [.. PolicyCatalog.Names];

    public void Dispose()
    {
        _mayRun.Release(1000);
        foreach (var part in _parts)
            part.Dispose();
        _broker.Dispose();
        _mayRun.Dispose();
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Arrive_NothingMeasuredYet_EveryPolicyGivesEachItsOutcome(string policy)
    {
        Start(policy);
        _mayRun.Release(1000);
        // Symphony starts at the last moment that its estimates allow, so here with a short deadline, which this machine may miss.
        var defers = policy.StartsWith("symphony", StringComparison.Ordinal);
        (string, string)[] timeout = [(HeaderNames.TimeoutMs, defers ? "300" : "60000")];
        // Fewer than a batch, then several batches.
        for (var i = 0; i < 3; i++)
            Receive(timeout);
        await Eventually.BecomesTrueAsync(() => _gate.Records == 0, "the first requests have their outcome");
        for (var i = 3; i < 40; i++)
            Receive(timeout);
        await Eventually.BecomesTrueAsync(() => _gate.Records == 0, "every request has its outcome");
        var outcomes = (await ResultsAsync(40)).Values;
        Assert.Equal(40, outcomes.Count);
        Assert.All(outcomes, o => Assert.True(o == "OK" || (defers && o == "EXPIRED"), o));
    }

    [Fact]
    public async Task Arrive_TenantOverItsQuota_IsRejectedWithTenantAndQuota()
    {
        Start("edf", new Tenant("acme") { QuotaRps = 0.5, Burst = 2 });
        _mayRun.Release(1000);
        for (var i = 0; i < 3; i++)
            Receive((HeaderNames.Tenant, "acme"));
        Receive((HeaderNames.Tenant, "other"));
        Receive();

        var results = await KafkaRecords.ReadUntilAsync(_broker.Options, _broker.Options.Topics.Results, read => read.Count >= 5);

        Assert.Equal(["OK", "OK", "REJECTED", "OK", "OK"], Statuses(results).Values);
        var rejected = results.Single(r => r.Header(HeaderNames.Status) == "REJECTED");
        var reason = ResultCodec.Decode(rejected.Message.Value, rejected.Header(HeaderNames.ContentType)).Reason;
        Assert.Contains("tenant 'acme' is over its quota of 0.5 requests/s with a burst of 2", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arrive_TenantOverItsRequestsInFlight_IsRejectedUntilOneIsAnswered()
    {
        Start("edf", new Tenant("acme") { InFlightRecordsMax = 2 }, new Tenant("other") { InFlightBytesMax = 1_000 });
        for (var i = 0; i < 3; i++)
            Receive((HeaderNames.Tenant, "acme"));
        Receive((HeaderNames.Tenant, "other"));
        Receive();
        await Eventually.BecomesTrueAsync(() => _gate.Records == 4, "the third is refused");
        _mayRun.Release(1000);
        await Eventually.BecomesTrueAsync(() => _gate.Records == 0, "the others are answered");
        Receive((HeaderNames.Tenant, "acme"));

        var results = await KafkaRecords.ReadUntilAsync(_broker.Options, _broker.Options.Topics.Results, read => read.Count >= 6);

        Assert.Equal(["OK", "OK", "REJECTED", "OK", "OK", "OK"], Statuses(results).Values);
        var rejected = results.Single(r => r.Header(HeaderNames.Status) == "REJECTED");
        var reason = ResultCodec.Decode(rejected.Message.Value, rejected.Header(HeaderNames.ContentType)).Reason;
        Assert.Contains("tenant 'acme' has 2 of 2 requests", reason, StringComparison.Ordinal);
        Assert.Contains("raise its records= or bytes=", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SomeFailTheirBatch_TheyAloneFailAndLieInTheDeadLetterTopicOnce()
    {
        Start("edf");
        // The first runs alone, the others are batches by the time it ends.
        for (var i = 0; i < 40; i++)
            Receive(i % 7 == 3 ? [(PoisonHeader, "1")] : []);
        _mayRun.Release(1000);
        await Eventually.BecomesTrueAsync(() => _gate.Records == 0, "every request has its outcome");

        var results = await KafkaRecords.ReadUntilAsync(_broker.Options, _broker.Options.Topics.Results, read => read.Count >= 40);

        Assert.Equal(Enumerable.Range(0, 40).Select(i => i % 7 == 3 ? "RUNTIME_ERROR" : "OK"), Statuses(results).Values);
        var failed = results.First(r => r.Header(HeaderNames.Status) == "RUNTIME_ERROR");
        Assert.Contains("cannot digest", ResultCodec.Decode(failed.Message.Value, failed.Header(HeaderNames.ContentType)).Reason, StringComparison.Ordinal);
        var letters = await KafkaRecords.ReadUntilAsync(_broker.Options, TopicNames.DeadLetter(_broker.Options.Topics.Requests("g")), read => read.Count >= 6);
        Assert.Equal(["003", "010", "017", "024", "031", "038"], letters.Select(l => l.Header("shepherd-dlq-request-id")!).Order(StringComparer.Ordinal));
        Assert.All(letters, l => Assert.Equal("RUNTIME_ERROR", l.Header("shepherd-dlq-status")));
        Assert.All(letters, l => Assert.Contains("cannot digest", l.Header("shepherd-dlq-reason"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cancel_Queued_IsCancelledAndTheRunningOneAnswered()
    {
        Start("edf");
        var running = Item("running");
        var queued = Item("queued");
        _driver!.Arrive(running);
        _driver.Arrive(queued);
        _driver.Cancel(running);
        _driver.Cancel(queued);
        await Eventually.BecomesTrueAsync(() => _gate.Records == 1, "the queued one has its outcome");
        _mayRun.Release(1000);
        await Eventually.BecomesTrueAsync(() => _gate.Records == 0, "the running one has its outcome");
        // Too late: it has its outcome.
        _driver.Cancel(running);
        Assert.Equal(new SortedDictionary<string, string> { ["running"] = "OK", ["queued"] = "CANCELLED" }, await ResultsAsync(2));
    }

    [Fact]
    public async Task Receive_Withdrawal_TheQueuedOneIsCancelledAndTheWithdrawalOwesNothing()
    {
        Start("edf");
        Receive();
        Receive();
        Withdraw("001");
        Withdraw("unknown");
        await Eventually.BecomesTrueAsync(() => _gate.Records == 1, "the queued one has its outcome, and the withdrawals owe none");

        _mayRun.Release(1000);
        await Eventually.BecomesTrueAsync(() => _gate.Records == 0, "the running one has its outcome");

        Assert.Equal(new SortedDictionary<string, string> { ["000"] = "OK", ["001"] = "CANCELLED" }, await ResultsAsync(2));
    }

    private void Start(string policy, params Tenant[] tenants)
    {
        var options = new WorkerOptions { Kafka = _broker.Options, Models = "", Name = "worker", Policy = policy, Tenants = tenants };
        Assert.Null(options.FindFault());
        _broker.CreateTopics(options.Kafka.Topics, ["g"], requestPartitions: 1);
        var (clock, lifetime) = (new WorkerClock(TimeProvider.System), new NoLifetime());
        var producer = new WorkerProducer(options, lifetime, NullLogger<WorkerProducer>.Instance);
        var publisher = new ResultPublisher(options, producer, _tracker, _gate, HeldLease.Of(options), clock, TimeProvider.System, NullLogger<ResultPublisher>.Instance);
        var models = new ServedModels([new GpuWorker.Serving.ServedModel(0, [new PatientModel(_mayRun)], [])], []);
        var waiting = new Waiting();
        _driver = new Driver(options, new LaneTurns(options), models, PolicyCatalog.Create(policy), publisher, clock, lifetime, NullLogger<Driver>.Instance, waiting, waiting);
        _receiver = new Receiver(options, models, publisher, _driver, clock);
        _parts.AddRange([_driver, models, publisher, producer]);
        _tracker.Start("g", new TopicPartition(options.Kafka.Topics.Requests("g"), 0), 0);
        _driver.Start();
    }

    private void Receive(params (string Name, string Value)[] headers) =>
        _receiver!.Receive(Record([(HeaderNames.Id, $"{_offset:000}"), (HeaderNames.ContentType, ContentTypes.Json), .. headers]));

    private void Withdraw(string id) => _receiver!.Receive(Record([(HeaderNames.Type, HeaderNames.WithdrawalType), (HeaderNames.CausationId, id)], isEmpty: true));

    private TakenRecord Record((string Name, string Value)[] headers, bool isEmpty = false)
    {
        var read = new Headers();
        foreach (var (name, text) in headers)
            read.Add(name, Encoding.UTF8.GetBytes(text));
        ReadOnlySpan<byte> body = isEmpty ? [] : headers.Any(h => h.Name == PoisonHeader) ? """{"inputs":[],"parameters":{"poison":1}}"""u8 : """{"inputs":[]}"""u8;
        var value = new RecordValue.Deserializer().Deserialize(body, isNull: false, default);
        var record = new TakenRecord("g", new TopicPartitionOffset(_broker.Options.Topics.Requests("g"), 0, _offset++), null, null, read, value);
        _tracker.Take(record.Place);
        _gate.Take(record.Value.Length);
        return record;
    }

    private WorkItem Item(string id)
    {
        var nowNs = new WorkerClock(TimeProvider.System).NowNs;
        return new WorkItem
        {
            Sequence = _offset,
            Model = 0,
            Bucket = 0,
            ArrivalNs = nowNs,
            DeadlineNs = nowNs + 60_000_000_000,
            Record = Record([]),
            Headers = new RequestHeaders(),
            Id = id,
            Request = new InferenceRequest(id, "m", []),
        };
    }

    private async Task<SortedDictionary<string, string>> ResultsAsync(int count) =>
        Statuses(await KafkaRecords.ReadUntilAsync(_broker.Options, _broker.Options.Topics.Results, read => read.Count >= count));

    /// <summary>By request id; a repeated one is an error.</summary>
    private static SortedDictionary<string, string> Statuses(IEnumerable<ConsumeResult<string?, byte[]?>> results) =>
        new(results.ToDictionary(r => r.Message.Key!, r => r.Header(HeaderNames.Status)!), StringComparer.Ordinal);

    private sealed class PatientModel(SemaphoreSlim mayRun) : ILoadedModel
    {
        public ModelDefinition Definition { get; } = new("m", 1, "", new ModelConfig("g", "test", 60_000, 1, 8, null, [], [], []));

        public int Segments => 1;

        public string? FindFault(InferenceRequest request) => null;

        public BucketKey BucketOf(InferenceRequest request) => new([]);

        public IBatchRun Begin(IReadOnlyList<InferenceRequest> batch) => new WholeRun(_ =>
        {
            mayRun.Wait();
            if (batch.Any(r => r.Parameters.ContainsKey(PoisonHeader)))
                throw new InvalidOperationException("the model cannot digest it");
            return new BatchOutputs([.. batch.Select(_ => (IReadOnlyList<Tensor>)[])], []);
        });

        public void WarmUp()
        {
        }

        public void Dispose()
        {
        }
    }
}
