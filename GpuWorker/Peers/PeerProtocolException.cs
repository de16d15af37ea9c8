namespace Shepherd.GpuWorker.Peers;

/// <summary>What came is not what the protocol allows: the connection is closed, and the message says why.</summary>
internal sealed class PeerProtocolException(string message) : Exception(message);
