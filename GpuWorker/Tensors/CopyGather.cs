namespace Shepherd.GpuWorker.Tensors;

/// <summary>Copies an item whose wire form is the graph's, of any datatype and rank.</summary>
internal sealed class CopyGather(int elementBytes, byte[] padElement) : ItemGather
{
    private readonly bool _padsWithZeroes = !padElement.AsSpan().ContainsAnyExcept((byte)0);

    public override void Gather(ReadOnlySpan<byte> wire, ReadOnlySpan<long> extents, ReadOnlySpan<long> padded, Span<byte> slot)
    {
        if (extents.SequenceEqual(padded))
            wire.CopyTo(slot);
        else
            CopyAxis(wire, extents, padded, slot);
    }

    private void CopyAxis(ReadOnlySpan<byte> wire, ReadOnlySpan<long> extents, ReadOnlySpan<long> padded, Span<byte> slot)
    {
        if (extents.Length == 1)
        {
            wire.CopyTo(slot);
            Fill(slot[wire.Length..]);
            return;
        }

        var rows = (int)extents[0];
        var wireRow = wire.Length / rows;
        var slotRow = slot.Length / (int)padded[0];
        for (var row = 0; row < rows; row++)
            CopyAxis(wire.Slice(row * wireRow, wireRow), extents[1..], padded[1..], slot.Slice(row * slotRow, slotRow));
        Fill(slot[(rows * slotRow)..]);
    }

    private void Fill(Span<byte> rest)
    {
        if (_padsWithZeroes)
        {
            rest.Clear();
            return;
        }

        for (; rest.Length > 0; rest = rest[elementBytes..])
            padElement.CopyTo(rest);
    }
}
