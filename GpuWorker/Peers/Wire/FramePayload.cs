using System.Buffers;

namespace Shepherd.GpuWorker.Peers.Wire;

/// <summary>The bytes behind a header, in a pooled buffer with one owner.</summary>
internal sealed class FramePayload(int length) : IDisposable
{
    private byte[]? _buffer = ArrayPool<byte>.Shared.Rent(length);

    public int Length => length;

    public Memory<byte> Memory => (_buffer ?? throw new ObjectDisposedException(nameof(FramePayload))).AsMemory(0, length);

    /// <summary>Hands the buffer over: whoever takes it gives it back to the shared pool.</summary>
    public byte[] Release() => Interlocked.Exchange(ref _buffer, null) ?? throw new ObjectDisposedException(nameof(FramePayload));

    public void Dispose()
    {
        // Exchanged, since giving one buffer back twice would hand it to two renters.
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
