using Shepherd.GpuWorker.Models;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tensors;

/// <summary>Brings one item of a batch from the record's bytes into its slot of the device's input buffer, padded.</summary>
internal abstract class ItemGather
{
    public static ItemGather For(InputConfig input) =>
        input.Wire is null ? new CopyGather(input.Datatype.ElementBytes(), PadElement.Encode(input.Datatype, input.Pad)) : new PictureGather(input.Wire, (float)input.Pad);

    /// <param name="wire">The item as it travelled; exactly as long as its extents say.</param>
    /// <param name="extents">The item's extents in the graph's order of axes, batch axis not counted.</param>
    /// <param name="padded">The bucket's extents: none is smaller.</param>
    /// <param name="slot">Exactly the padded item's bytes; every one is written.</param>
    public abstract void Gather(ReadOnlySpan<byte> wire, ReadOnlySpan<long> extents, ReadOnlySpan<long> padded, Span<byte> slot);
}
