using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Driving.Isolation;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Peers;
using Shepherd.GpuWorker.Peers.Following;
using Shepherd.GpuWorker.Peers.Leading;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Runtimes.Echo;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Telemetry;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Schemas.Kafka;

namespace Shepherd.GpuWorker.Benchmarks;

/// <summary>A lead and a peer in this process, over a socket of this machine, without Kafka; the model answers its input.</summary>
public sealed class HopBenchmark : IBatchAnswers, IDisposable
{
    /// <summary>As many as a worker takes from Kafka by default.</summary>
    private const int InFlightMax = 1024;

    private const int WarmBatches = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Epoch Since = new(1, 1);

    private readonly EventQueue<DriverEvent> _events = new();
    private readonly ServedModels _lead;
    private readonly ServedModels _peer;
    private readonly PeerServer _server;
    private readonly PeerLink _link;
    private readonly Lane _own;
    private readonly IReadOnlyList<IJoiningLane> _remote;
    private long _sequence;

    /// <summary>Connects them.</summary>
    /// <param name="models">Repository with one model, of the echo runtime.</param>
    /// <param name="lanes">Lanes of the peer.</param>
    /// <exception cref="InvalidOperationException">The model cannot be loaded, or the peer not reached.</exception>
    public HopBenchmark(string models, int lanes)
    {
        var options = new WorkerOptions
        {
            Kafka = new KafkaOptions { BootstrapServers = "none" },
            Models = models,
            Devices = [.. Enumerable.Range(0, lanes).Select(i => $"cpu:{i}")],
            Peers = new PeersOptions { Listen = "127.0.0.1:0" },
        };
        (_lead, _peer) = (Load(models, 1), Load(models, lanes));
        var plan = new PlanRecord(Since, "bench", DateTimeOffset.UnixEpoch, "", []) { ServingGroups = [new ServingGroup("lead", Since, [new ServingPeer("peer", "")])] };
        _server = new PeerServer(options with { Name = "peer" }, new LaneTurns(options), _peer, () => plan, () => true, null, NullLogger.Instance);
        _server.Start();
        _link = new PeerLink(new PeerTarget("peer", _server.Address, Since), options with { Name = "lead" }, _lead, this, e => _events.TryAdd(e), null, TimeProvider.System, NullLogger.Instance);
        _link.Start();
        _own = new Lane(0, new LaneOptions(), new Lock(), _lead, this, 0, e => _events.TryAdd(e), _ => { });
        _own.Start();
        _remote = Next().Lanes?.Lanes ?? throw new InvalidOperationException("the peer was not reached");
    }

    /// <summary>Runs batches of one request, in turn on both lanes.</summary>
    public HopFigures Measure(int bytes, int batches)
    {
        _remote[0].Join(1);
        var (own, remote) = (new List<long>(), new List<long>());
        for (var i = 0; i < WarmBatches + batches; i++)
        {
            var (ownNs, remoteNs) = (Time(_own, bytes), Time(_remote[0], bytes));
            if (i < WarmBatches)
                continue;
            own.Add(ownNs);
            remote.Add(remoteNs);
        }

        own.Sort();
        remote.Sort();
        return new HopFigures(bytes, own, remote);
    }

    /// <summary>Keeps so many requests in flight as a worker does by default, and counts those that come back: decisions, frames and answers, all but Kafka.</summary>
    public LeadFigures MeasureLead(string policy, int bytes, TimeSpan time)
    {
        var loop = new DecisionLoop(PolicyCatalog.Create(policy), _lead, [], (_, _, _) => { },
            new Isolator(index => _lead[index].Name, new FailedBatches(this, (_, _, _) => { }, NoEvents.Instance, NullLogger.Instance)));
        loop.Plan(_lead.ToServingPlan(0), NowNs());
        loop.Step(new DriverEvent(Lanes: new LaneChange(LaneChangeKind.Joined, _remote)), NowNs());
        var request = Request(bytes);
        var (began, inFlight, done, batches) = (Stopwatch.GetTimestamp(), 0, 0L, 0L);
        while (Stopwatch.GetElapsedTime(began) < time || inFlight > 0)
        {
            while (inFlight < InFlightMax && Stopwatch.GetElapsedTime(began) < time)
            {
                loop.Step(new DriverEvent(Arrived: Item(request)), NowNs());
                inFlight++;
            }

            var told = Next();
            loop.Step(told, NowNs());
            inFlight -= told.Finished!.Batch.Count;
            done += told.Finished.Batch.Count;
            batches++;
        }

        return new LeadFigures(policy, _remote.Count, bytes, done / Stopwatch.GetElapsedTime(began).TotalSeconds, (double)done / batches);
    }

    /// <summary>The outputs are given back: what becomes of results is not measured here.</summary>
    void IBatchAnswers.Give(WorkItem[] batch, BatchOutputs? outputs, Exception? failure)
    {
        outputs?.Dispose();
        if (failure is not null)
            throw new InvalidOperationException("a batch failed", failure);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _link.Dispose();
        _server.Dispose();
        _own.Dispose();
        _lead.Dispose();
        _peer.Dispose();
    }

    private long Time(ILane lane, int bytes)
    {
        WorkItem[] batch = [Item(Request(bytes))];
        var began = Stopwatch.GetTimestamp();
        lane.Run(batch);
        _ = Next().Finished ?? throw new InvalidOperationException("a batch did not finish");
        return Stopwatch.GetElapsedTime(began).Ticks * TimeSpan.NanosecondsPerTick;
    }

    private DriverEvent Next() => _events.TryTake(out var told, (long)Patience.TotalNanoseconds) ? told : throw new InvalidOperationException($"nothing came back for {Patience.TotalSeconds} s");

    private WorkItem Item(InferenceRequest request) => new()
    {
        Sequence = _sequence++,
        Model = 0,
        Bucket = 0,
        ArrivalNs = NowNs(),
        DeadlineNs = NowNs() + (long)Patience.TotalNanoseconds,
        Record = new TakenRecord("", new TopicPartitionOffset("", 0, 0), null, null, [], new RecordValue.Deserializer().Deserialize([], isNull: true, default)),
        Headers = new RequestHeaders(),
        Id = request.Id,
        Request = request,
    };

    private static InferenceRequest Request(int bytes) => new("r", "", [new Tensor("x", TensorDatatype.UInt8, [1, bytes], new byte[bytes])]);

    private static long NowNs() => Stopwatch.GetElapsedTime(0).Ticks * TimeSpan.NanosecondsPerTick;

    private static ServedModels Load(string models, int lanes)
    {
        var loaded = ModelLoader.Load(ModelRepository.Scan(models), [new EchoRuntime()], [.. Enumerable.Repeat(new LaneOptions(), lanes)]);
        return loaded.Models.Count == 1
            ? new ServedModels([new Serving.ServedModel(0, loaded.Models[0], [])], [])
            : throw new InvalidOperationException($"model repository {models}: {string.Join("; ", loaded.Refused.Select(r => r.Reason))}");
    }
}
