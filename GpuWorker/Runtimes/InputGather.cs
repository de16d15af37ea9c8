using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Tensors;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Runtimes;

/// <summary>Puts one input of a batch together, straight from the records, wherever the runtime wants it.</summary>
internal sealed class InputGather(InputConfig input)
{
    private readonly ItemGather _gather = ItemGather.For(input);

    public InputConfig Input => input;

    /// <summary>Bytes of one item in a bucket.</summary>
    /// <param name="padded">The bucket's extents for this input.</param>
    public int ItemBytes(ReadOnlySpan<long> padded)
    {
        var bytes = input.Datatype.ElementBytes();
        foreach (var extent in padded)
            bytes = checked(bytes * (int)extent);
        return bytes;
    }

    /// <summary>Gathers a batch, item after item.</summary>
    /// <param name="batch">Requests without fault, of one bucket.</param>
    /// <param name="padded">The bucket's extents for this input.</param>
    /// <param name="target">As many items as the batch has.</param>
    /// <param name="stop">Looked at between items.</param>
    /// <exception cref="BatchStoppedException">The flag was raised.</exception>
    public void Fill(IReadOnlyList<InferenceRequest> batch, ReadOnlySpan<long> padded, Span<byte> target, StopFlag stop)
    {
        var itemBytes = ItemBytes(padded);
        Span<long> extents = stackalloc long[padded.Length];
        for (var item = 0; item < batch.Count; item++)
        {
            if (stop.IsRequested)
                throw new BatchStoppedException();
            var tensor = RequestContract.Find(batch[item], input);
            for (var axis = 0; axis < extents.Length; axis++)
            {
                extents[axis] = RequestContract.Extent(tensor, input, axis);
                if (input.Axes[axis].Padded(extents[axis]) != padded[axis])
                    throw new ArgumentException($"request '{batch[item].Id}' is of another bucket than the batch's first", nameof(batch));
            }

            _gather.Gather(tensor.Data.Span, extents, padded, target.Slice(item * itemBytes, itemBytes));
        }
    }
}
