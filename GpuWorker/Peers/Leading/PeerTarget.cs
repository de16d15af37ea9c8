using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Peers.Leading;

/// <summary>A peer that this worker leads.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="Address">Where it listens, <c>host:port</c>.</param>
/// <param name="Since">The epoch since which this worker leads its serving group.</param>
internal sealed record PeerTarget(string Worker, string Address, Epoch Since);
