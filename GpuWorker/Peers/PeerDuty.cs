using Shepherd.GpuWorker.Control;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Offsets;
using Shepherd.GpuWorker.Peers.Following;
using Shepherd.GpuWorker.Peers.Leading;
using Shepherd.GpuWorker.Serving;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Peers;

/// <summary>A worker's part in its serving group: it leads the peers that the plan gives it, and lends its devices to the lead that the plan names.</summary>
internal sealed class PeerDuty : IDisposable
{
    private readonly Heartbeats _heartbeats;
    private readonly bool _isTls;
    private readonly PeerServer? _server;
    private readonly PeerLinks _links;

    /// <exception cref="InvalidOperationException">The address to listen at cannot be had.</exception>
    public PeerDuty(
        WorkerOptions options,
        ServedModels models,
        Driver driver,
        LaneTurns turns,
        PlanFollower plan,
        OffsetTracker tracker,
        PeerSecrets secrets,
        Heartbeats heartbeats,
        IServiceProvider services,
        ILogger<PeerServer> logger)
    {
        (_heartbeats, _isTls) = (heartbeats, options.Peers.HasTls);
        _links = ActivatorUtilities.CreateInstance<PeerLinks>(services, models, driver);
        if (options.Peers.Listen is not null)
            _server = new PeerServer(options, turns, models, () => plan.Plan, () => tracker.Owned().Count == 0, secrets.Tls, logger);
    }

    public void Start()
    {
        _links.Start();
        _server?.Start();
        _heartbeats.PeerAddress = new PeerAddress(_server?.Address ?? "", _isTls).ToString();
    }

    /// <summary>Takes no further batch of a lead, and waits for what runs; its own lanes and its peers go on with what the driver has.</summary>
    public Task DrainAsync(CancellationToken giveUp) => _server?.DrainAsync(giveUp) ?? Task.CompletedTask;

    public void Dispose()
    {
        _links.Dispose();
        _server?.Dispose();
    }
}
