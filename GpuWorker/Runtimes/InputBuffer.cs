using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Tensors;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Runtimes;

/// <summary>The buffer of one input: filled anew for each batch, straight from the records.</summary>
internal sealed class InputBuffer(InputConfig input) : IDisposable
{
    private readonly ItemGather _gather = ItemGather.For(input);
    private readonly NativeBuffer _buffer = new();

    public InputConfig Input { get; } = input;

    public nint Address => _buffer.Address;

    /// <summary>Gathers a batch and returns the shape of what lies in the buffer, batch axis first.</summary>
    /// <param name="batch">Requests without fault, of one bucket.</param>
    /// <param name="padded">The bucket's extents for this input.</param>
    /// <param name="stop">Looked at between items.</param>
    /// <param name="bytes">Bytes in the buffer.</param>
    /// <exception cref="BatchStoppedException">The flag was raised.</exception>
    public long[] Fill(IReadOnlyList<InferenceRequest> batch, ReadOnlySpan<long> padded, StopFlag stop, out int bytes)
    {
        var slotBytes = Input.Datatype.ElementBytes();
        foreach (var extent in padded)
            slotBytes = checked(slotBytes * (int)extent);
        bytes = checked(slotBytes * batch.Count);
        var buffer = _buffer.Take(bytes);
        Span<long> extents = stackalloc long[padded.Length];
        for (var item = 0; item < batch.Count; item++)
        {
            if (stop.IsRequested)
                throw new BatchStoppedException();
            var tensor = RequestContract.Find(batch[item], Input);
            for (var axis = 0; axis < extents.Length; axis++)
            {
                extents[axis] = RequestContract.Extent(tensor, Input, axis);
                if (Input.Axes[axis].Padded(extents[axis]) != padded[axis])
                    throw new ArgumentException($"request '{batch[item].Id}' is of another bucket than the batch's first", nameof(batch));
            }

            _gather.Gather(tensor.Data.Span, extents, padded, buffer.Slice(item * slotBytes, slotBytes));
        }

        return [batch.Count, .. padded];
    }

    public void Dispose() => _buffer.Dispose();
}
