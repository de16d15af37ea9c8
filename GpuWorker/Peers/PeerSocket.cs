using System.Net;
using System.Net.Sockets;
using Shepherd.GpuWorker.Peers.Wire;

namespace Shepherd.GpuWorker.Peers;

/// <summary>One connection between two workers, from either end: socket, TLS where it is asked for, frames.</summary>
internal sealed class PeerSocket : IDisposable
{
    private readonly Socket _socket;
    private readonly Stream _stream;
    private int _isClosed;

    private PeerSocket(Socket socket, Stream stream)
    {
        (_socket, _stream) = (socket, stream);
        Frames = new FrameStream(stream);
    }

    public FrameStream Frames { get; }

    /// <summary>Takes over a socket that is connected; closes it where that fails.</summary>
    /// <exception cref="PeerTransportException">TLS does not come about.</exception>
    public static PeerSocket Over(Socket socket, PeerTls? tls, bool isLead)
    {
        try
        {
            socket.NoDelay = true;
            socket.SendTimeout = (int)PeerLimits.SilenceMax.TotalMilliseconds;
            socket.ReceiveTimeout = (int)PeerLimits.GreetingTimeout.TotalMilliseconds;
            var plain = new NetworkStream(socket, ownsSocket: true);
            return new PeerSocket(socket, tls is null ? plain : tls.Wrap(plain, isLead));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <exception cref="IOException">Nobody answers there in time.</exception>
    public static Socket Connect(string address, CancellationToken stop)
    {
        PeersOptions.TryParse(address, out var host, out var port);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timeout.CancelAfter(PeerLimits.GreetingTimeout);
        EndPoint target = IPAddress.TryParse(host, out var ip) ? new IPEndPoint(ip, port) : new DnsEndPoint(host, port);
        var socket = target is IPEndPoint known ? new Socket(known.AddressFamily, SocketType.Stream, ProtocolType.Tcp) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.ConnectAsync(target, timeout.Token).AsTask().GetAwaiter().GetResult();
            return socket;
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw new IOException($"no answer within {PeerLimits.GreetingTimeout.TotalSeconds:0} s");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Both have greeted: from here on silence is a loss.</summary>
    public void Greeted() => _socket.ReceiveTimeout = (int)PeerLimits.SilenceMax.TotalMilliseconds;

    /// <summary>Ends the connection from any thread: who reads or writes gets an error.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
            _socket.Close();
    }

    /// <summary>Once nobody reads or writes any more.</summary>
    public void Dispose()
    {
        Close();
        _stream.Dispose();
        Frames.Dispose();
    }

    /// <summary>What a connection ends with that is nobody's mistake here.</summary>
    public static bool IsEnd(Exception e) => e is IOException or SocketException or ObjectDisposedException or PeerProtocolException or PeerRefusedException
        or PeerTransportException or InvalidOperationException { InnerException: IOException or SocketException };

    /// <summary>What it ended with, for people.</summary>
    public static string Explain(Exception e) => (e is not PeerTransportException && e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message).TrimEnd('.');
}
