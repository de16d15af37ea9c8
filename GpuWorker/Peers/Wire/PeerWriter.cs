using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Peers.Wire;

/// <summary>Numbers (little-endian), texts (<c>bytes:u16 utf-8</c>) and tensors' heads (<c>name datatype:u8 rank:u8 extents:i64* bytes:i32</c>).</summary>
internal static class PeerWriter
{
    public static void PutByte(this IBufferWriter<byte> destination, int number)
    {
        destination.GetSpan(1)[0] = checked((byte)number);
        destination.Advance(1);
    }

    public static void PutUInt16(this IBufferWriter<byte> destination, int number)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(destination.GetSpan(sizeof(ushort)), checked((ushort)number));
        destination.Advance(sizeof(ushort));
    }

    public static void PutInt32(this IBufferWriter<byte> destination, int number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination.GetSpan(sizeof(int)), number);
        destination.Advance(sizeof(int));
    }

    public static void PutInt64(this IBufferWriter<byte> destination, long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(destination.GetSpan(sizeof(long)), number);
        destination.Advance(sizeof(long));
    }

    public static void PutEpoch(this IBufferWriter<byte> destination, Epoch epoch)
    {
        destination.PutInt64(epoch.Term);
        destination.PutInt64(epoch.Number);
    }

    /// <summary>Writes a text, cut where it is longer than one may be.</summary>
    public static void PutText(this IBufferWriter<byte> destination, string text)
    {
        while (Encoding.UTF8.GetByteCount(text) > PeerLimits.TextBytesMax)
            text = text[..(text.Length / 2)];
        var bytes = Encoding.UTF8.GetByteCount(text);
        destination.PutUInt16(bytes);
        Encoding.UTF8.GetBytes(text, destination.GetSpan(bytes));
        destination.Advance(bytes);
    }

    /// <summary>Writes all of a tensor but its elements, which are added to <paramref name="data"/>.</summary>
    public static void PutTensor(this IBufferWriter<byte> destination, Tensor tensor, List<ReadOnlyMemory<byte>> data)
    {
        destination.PutText(tensor.Name);
        destination.PutByte((int)tensor.Datatype);
        destination.PutByte(tensor.Shape.Length);
        foreach (var extent in tensor.Shape)
            destination.PutInt64(extent);
        destination.PutInt32(tensor.Data.Length);
        data.Add(tensor.Data);
    }
}
