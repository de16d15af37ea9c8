using System.Net.Sockets;
using Shepherd.GpuWorker.Peers.Wire;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Peers.Following;

/// <summary>Lets in whoever connects as this worker does, plain or with TLS. Whoever does not is told so, where it can be.</summary>
internal static class PeerDoor
{
    /// <summary>Content type and version that a TLS handshake begins with; what is no handshake of ours begins with a length, whose third byte is 0 for a name that is not absurdly long.</summary>
    private static ReadOnlySpan<byte> Handshake => [22, 3];

    private const int OpeningBytes = 3;

    /// <summary>Takes over a socket that was accepted; closes it where that fails.</summary>
    /// <param name="socket">The other side.</param>
    /// <param name="tls">Null: plain.</param>
    /// <param name="worker">This worker's name.</param>
    /// <exception cref="PeerTransportException">It connects otherwise than this worker, or TLS does not come about.</exception>
    public static PeerSocket Open(Socket socket, PeerTls? tls, string worker)
    {
        bool? comesWithTls;
        try
        {
            comesWithTls = ComesWithTls(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        if (comesWithTls is null || comesWithTls == tls is not null)
            return PeerSocket.Over(socket, tls, isLead: false);
        if (tls is not null)
            throw Refuse(socket, worker);
        socket.Dispose();
        throw new PeerTransportException($"it comes with TLS, and this worker was started without: {PeerTransportException.AlikeRemedy}");
    }

    /// <summary>A plain lead can read why.</summary>
    private static PeerTransportException Refuse(Socket socket, string worker)
    {
        using var plain = PeerSocket.Over(socket, tls: null, isLead: false);
        // What it said is read first: closing a socket with unread bytes takes back what was written.
        if (plain.Frames.TryReadHeader(PeerLimits.GreetingBytesMax, out var header))
            plain.Frames.ReadPayload(header).Dispose();
        using var text = new PooledBufferWriter();
        text.PutText($"worker '{worker}' takes only connections with TLS, and this worker was started without: {PeerTransportException.AlikeRemedy}");
        plain.Frames.Write(new FrameHeader(FrameKind.Refused), text.WrittenMemory, []);
        return new PeerTransportException($"it comes without TLS, and this worker was started with: {PeerTransportException.AlikeRemedy}");
    }

    /// <summary>Null where it says nothing.</summary>
    private static bool? ComesWithTls(Socket socket)
    {
        Span<byte> opening = stackalloc byte[OpeningBytes];
        var until = Environment.TickCount64 + (long)PeerLimits.GreetingTimeout.TotalMilliseconds;
        socket.ReceiveTimeout = (int)PeerLimits.GreetingTimeout.TotalMilliseconds;
        while (true)
        {
            var seen = socket.Receive(opening, SocketFlags.Peek);
            if (seen == OpeningBytes)
                return opening.StartsWith(Handshake) && opening[^1] > 0;
            if (seen == 0 || Environment.TickCount64 >= until)
                return null;
            Thread.Sleep(PeerLimits.LookInterval);
        }
    }
}
