namespace Shepherd.GpuWorker.Peers;

/// <summary>A run failed on a peer; the message is the runtime's.</summary>
internal sealed class PeerRunException(string message) : Exception(message);
