using System.Runtime.InteropServices;

namespace Shepherd.GpuWorker.Tensors;

/// <summary>Native memory that grows to the largest batch seen and is used again: the collector neither moves nor counts it.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    /// <summary>A cache line and a vector of 512 bits.</summary>
    private const int Alignment = 64;

    private void* _memory;
    private int _capacity;

    public nint Address => (nint)_memory;

    /// <summary>At least so many bytes; what was in them is lost when the buffer grows.</summary>
    public Span<byte> Take(int bytes)
    {
        if (bytes > _capacity)
        {
            Dispose();
            _memory = NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
            _capacity = bytes;
        }

        return new Span<byte>(_memory, bytes);
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
        _capacity = 0;
    }
}
