using System.Buffers.Binary;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Models;

/// <summary>The bytes of one element that fills an item up to its bucket.</summary>
internal static class PadElement
{
    /// <summary>Says why a datatype cannot hold the value, or null.</summary>
    public static string? FindFault(TensorDatatype datatype, double value)
    {
        var (min, max, whole) = Range(datatype);
        return value >= min && value <= max && (!whole || value == Math.Floor(value)) ? null : $"{value} is no {datatype.WireName()}";
    }

    /// <summary>The value as little-endian bytes of the datatype.</summary>
    public static byte[] Encode(TensorDatatype datatype, double value)
    {
        var bytes = new byte[datatype.ElementBytes()];
        switch (datatype)
        {
            case TensorDatatype.Fp16:
                BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)value);
                break;
            case TensorDatatype.Bf16:
                // bfloat16 is the upper half of a single.
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)(BitConverter.SingleToUInt32Bits((float)value) >> 16));
                break;
            case TensorDatatype.Fp32:
                BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)value);
                break;
            case TensorDatatype.Fp64:
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
                break;
            default:
                WriteInteger(bytes, (Int128)value);
                break;
        }

        return bytes;
    }

    private static void WriteInteger(Span<byte> bytes, Int128 value)
    {
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(value >> (8 * i) & 0xFF);
    }

    private static (double Min, double Max, bool Whole) Range(TensorDatatype datatype) => datatype switch
    {
        TensorDatatype.Bool => (0, 1, true),
        TensorDatatype.UInt8 => (0, byte.MaxValue, true),
        TensorDatatype.UInt16 => (0, ushort.MaxValue, true),
        TensorDatatype.UInt32 => (0, uint.MaxValue, true),
        TensorDatatype.UInt64 => (0, Math.BitDecrement((double)ulong.MaxValue), true),
        TensorDatatype.Int8 => (sbyte.MinValue, sbyte.MaxValue, true),
        TensorDatatype.Int16 => (short.MinValue, short.MaxValue, true),
        TensorDatatype.Int32 => (int.MinValue, int.MaxValue, true),
        TensorDatatype.Int64 => (long.MinValue, Math.BitDecrement((double)long.MaxValue), true),
        TensorDatatype.Fp16 => ((double)Half.MinValue, (double)Half.MaxValue, false),
        TensorDatatype.Fp64 => (double.MinValue, double.MaxValue, false),
        _ => (float.MinValue, float.MaxValue, false),
    };
}
