using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Tensors;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Runtimes;

/// <summary>The buffer of one input: filled anew for each batch.</summary>
internal sealed class InputBuffer(InputConfig input) : IDisposable
{
    private readonly InputGather _gather = new(input);
    private readonly NativeBuffer _buffer = new();

    public InputConfig Input => input;

    public nint Address => _buffer.Address;

    /// <summary>Gathers a batch and returns the shape of what lies in the buffer, batch axis first.</summary>
    /// <param name="batch">Requests without fault, of one bucket.</param>
    /// <param name="padded">The bucket's extents for this input.</param>
    /// <param name="stop">Looked at between items.</param>
    /// <param name="bytes">Bytes in the buffer.</param>
    /// <exception cref="BatchStoppedException">The flag was raised.</exception>
    public long[] Fill(IReadOnlyList<InferenceRequest> batch, ReadOnlySpan<long> padded, StopFlag stop, out int bytes)
    {
        bytes = checked(_gather.ItemBytes(padded) * batch.Count);
        _gather.Fill(batch, padded, _buffer.Take(bytes), stop);
        return [batch.Count, .. padded];
    }

    public void Dispose() => _buffer.Dispose();
}
