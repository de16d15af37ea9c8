namespace Shepherd.GpuWorker.Peers;

/// <summary>The other worker refused; the message is its own.</summary>
internal sealed class PeerRefusedException(string message) : Exception(message);
