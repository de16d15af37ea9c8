using System.Buffers;

namespace Shepherd.GpuWorker.Peers.Wire;

/// <summary>Frames on a stream. One thread reads; writing is for one thread at a time.</summary>
/// <param name="stream">A socket's, or TLS over it; its owner disposes it.</param>
internal sealed class FrameStream(Stream stream) : IDisposable
{
    /// <summary>Pieces up to this are gathered, so that a frame of small tensors is one write; larger ones go out from where they lie.</summary>
    public const int GatheredBytesMax = 16 << 10;

    private const int StagingBytes = 64 << 10;

    private readonly byte[] _header = new byte[FrameHeader.Bytes];
    private byte[]? _staging = ArrayPool<byte>.Shared.Rent(StagingBytes);
    private int _staged;

    /// <summary>Reads the next header.</summary>
    /// <param name="payloadBytesMax">Longest payload.</param>
    /// <param name="header">The header.</param>
    /// <returns>False when the stream ends between two frames.</returns>
    /// <exception cref="PeerProtocolException">The stream ends in a header, or what came is none.</exception>
    public bool TryReadHeader(int payloadBytesMax, out FrameHeader header)
    {
        header = default;
        var read = stream.ReadAtLeast(_header, FrameHeader.Bytes, throwOnEndOfStream: false);
        if (read == 0)
            return false;
        if (read < FrameHeader.Bytes)
            throw new PeerProtocolException($"the connection ended {read} bytes into a header of {FrameHeader.Bytes}");
        header = FrameHeader.Read(_header, payloadBytesMax);
        return true;
    }

    /// <summary>Reads what follows a header; the caller disposes it.</summary>
    /// <exception cref="PeerProtocolException">The stream ends before that.</exception>
    public FramePayload ReadPayload(FrameHeader header)
    {
        var payload = new FramePayload(header.PayloadBytes);
        var isRead = false;
        try
        {
            var read = stream.ReadAtLeast(payload.Memory.Span, header.PayloadBytes, throwOnEndOfStream: false);
            if (read < header.PayloadBytes)
                throw new PeerProtocolException($"the connection ended {read} bytes into a frame {header.Kind} of {header.PayloadBytes}");
            isRead = true;
            return payload;
        }
        finally
        {
            if (!isRead)
                payload.Dispose();
        }
    }

    /// <summary>Writes a frame without a payload.</summary>
    public void Write(FrameHeader header) => Write(header, default, []);

    /// <summary>Writes a frame: its length is what the parts have. The tensors' bytes are written from where they lie.</summary>
    /// <param name="header">Its length is filled in here.</param>
    /// <param name="head">First part of the payload.</param>
    /// <param name="data">The rest.</param>
    /// <exception cref="IOException">The other side is gone.</exception>
    public void Write(FrameHeader header, ReadOnlyMemory<byte> head, IReadOnlyList<ReadOnlyMemory<byte>> data)
    {
        long bytes = head.Length;
        foreach (var part in data)
            bytes += part.Length;
        Span<byte> written = stackalloc byte[FrameHeader.Bytes];
        (header with { PayloadBytes = checked((int)bytes) }).Write(written);
        Put(written);
        Put(head.Span);
        foreach (var part in data)
            Put(part.Span);
        Flush();
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _staging, null) is { } staging)
            ArrayPool<byte>.Shared.Return(staging);
    }

    private void Put(ReadOnlySpan<byte> part)
    {
        var staging = _staging ?? throw new ObjectDisposedException(nameof(FrameStream));
        if (_staged + part.Length > staging.Length || part.Length > GatheredBytesMax)
            Flush();
        if (part.Length > GatheredBytesMax)
        {
            stream.Write(part);
            return;
        }

        part.CopyTo(staging.AsSpan(_staged));
        _staged += part.Length;
    }

    private void Flush()
    {
        if (_staged == 0)
            return;
        var staged = _staged;
        _staged = 0;
        stream.Write(_staging!, 0, staged);
    }
}
