using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Peers;
using Shepherd.GpuWorker.Peers.Following;
using Shepherd.GpuWorker.Peers.Leading;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Tests.Driving;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared;

namespace Shepherd.GpuWorker.Tests.Peers;

/// <summary>A lead and a peer over a socket on this machine, with one model and without Kafka: the test is the lead's driver.</summary>
internal sealed class PeerPair : IDisposable, IBatchAnswers
{
    public static readonly Epoch Since = new(1, 5);

    private readonly PeerTls? _leadTls;
    private readonly PeerTls? _peerTls;
    private readonly ServedModels _leadModels;
    private readonly ServedModels _peerModels;
    private readonly PeerLink _link;
    private volatile PlanRecord? _plan;
    private int _failuresTogether;

    public PeerPair(ILoadedModel model, long suspendBudgetBytes = 0, Func<PeersOptions, bool, PeersOptions>? configure = null, PlanRecord? plan = null, ILoadedModel? leadModel = null, bool isFree = true)
    {
        _plan = plan ?? Plan(Since, "lead", Since);
        var options = new WorkerOptions { Kafka = new KafkaOptions { BootstrapServers = "" }, Models = "", SuspendBudgetBytes = suspendBudgetBytes };
        var of = new PeersOptions { Listen = "127.0.0.1:0" };
        var lead = options with { Name = "lead", Peers = configure?.Invoke(of, true) ?? of };
        var peer = options with { Name = "peer", Peers = configure?.Invoke(of, false) ?? of };
        _leadTls = lead.Peers.HasTls ? new PeerTls(lead.Peers) : null;
        _peerTls = peer.Peers.HasTls ? new PeerTls(peer.Peers) : null;
        (_leadModels, _peerModels) = (Serve(leadModel ?? model), Serve(model));
        IsFree = isFree;
        Server = new PeerServer(peer, new LaneTurns(peer), _peerModels, () => _plan, () => IsFree, _peerTls, PeerLog);
        Server.Start();
        _link = new PeerLink(new PeerTarget("peer", Server.Address, Since), lead, _leadModels, this, Events.Add, _leadTls, TimeProvider.System, LeadLog, Hops.Enqueue);
        _link.Start();
    }

    public PeerServer Server { get; }

    public PeerLink Link => _link;

    public bool IsFree { get; set; }

    /// <summary>What the lead's driver is told.</summary>
    public BlockingCollection<DriverEvent> Events { get; } = [];

    /// <summary>Each request that was answered, and how.</summary>
    public BlockingCollection<(string Id, string? RanOn, string? Failure)> Answers { get; } = [];

    public ConcurrentQueue<long> Hops { get; } = new();

    public RecordingLog<PeerLink> LeadLog { get; } = new();

    public RecordingLog<PeerServer> PeerLog { get; } = new();

    /// <summary>The plan that the peer has read.</summary>
    public void Read(PlanRecord plan) => _plan = plan;

    /// <summary>The lane that joined, under the driver's number 7.</summary>
    public ILane Join()
    {
        var change = Take().Lanes!;
        Assert.Equal(LaneChangeKind.Joined, change.Kind);
        var lane = Assert.Single(change.Lanes);
        lane.Join(7);
        return lane;
    }

    public DriverEvent Take() => Events.TryTake(out var told, Eventually.Patience) ? told : throw new TimeoutException($"the lead was told nothing; it logged: {string.Join("; ", LeadLog.Lines)}; the peer: {string.Join("; ", PeerLog.Lines)}");

    public (string Id, string? RanOn, string? Failure)[] TakeAnswers(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Answers.TryTake(out var answer, Eventually.Patience) ? answer : throw new TimeoutException("nothing was answered")).OrderBy(a => a.Item1, StringComparer.Ordinal)];

    /// <summary>Batches of which nobody was answered, since they failed as a whole.</summary>
    public int FailuresTogether => Volatile.Read(ref _failuresTogether);

    public void FailedTogether(WorkItem[] batch, Exception failure) => Interlocked.Increment(ref _failuresTogether);

    public void Give(WorkItem[] batch, BatchOutputs? outputs, Exception? failure)
    {
        using (outputs)
        {
            foreach (var item in batch)
                Answers.Add((item.Id, item.RanOn, outputs is null ? failure?.Message ?? "" : null));
        }
    }

    public void Dispose()
    {
        _link.Dispose();
        Server.Dispose();
        _leadModels.Dispose();
        _peerModels.Dispose();
        _leadTls?.Dispose();
        _peerTls?.Dispose();
        Events.Dispose();
    }

    public static PlanRecord Plan(Epoch epoch, string lead, Epoch since) =>
        new(epoch, "planner", DateTimeOffset.UnixEpoch, "", []) { ServingGroups = [new ServingGroup(lead, since, [new ServingPeer("peer", "")])] };

    public static WorkItem Item(int number) => VirtualWorker.Request(number, 0, 0, long.MaxValue);

    public bool HasLogged(string text) => LeadLog.Lines.Concat(PeerLog.Lines).Any(l => l.Level >= LogLevel.Warning && l.Text.Contains(text, StringComparison.Ordinal));

    private static ServedModels Serve(ILoadedModel model) => new([new GpuWorker.Serving.ServedModel(0, [model], [])], []);
}
