namespace Shepherd.GpuWorker.Peers;

/// <summary>Two workers do not understand each other, or do not trust each other; the message says why and what to do, and is all that anybody needs to know.</summary>
internal sealed class PeerTransportException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The remedy where one of two workers has TLS and the other has not.</summary>
    public const string AlikeRemedy = "start all workers of a cluster with --peers-cert, --peers-key and --peers-ca, or all without";
}
