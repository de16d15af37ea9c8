namespace Shepherd.GpuWorker.Peers;

/// <summary>The worker's certificate for its peers, read once.</summary>
internal sealed class PeerSecrets(WorkerOptions options) : IDisposable
{
    /// <summary>Null: connections are plain.</summary>
    public PeerTls? Tls { get; } = options.Peers.HasTls ? new PeerTls(options.Peers) : null;

    public void Dispose() => Tls?.Dispose();
}
