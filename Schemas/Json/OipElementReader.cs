using System.Buffers.Binary;
using System.Text.Json;

namespace Shepherd.Schemas.Json;

/// <summary>A tensor's elements, flat or nested row by row, from JSON to raw little-endian bytes.</summary>
internal static class OipElementReader
{
    /// <param name="reader">At the array.</param>
    /// <param name="tensor">Its name, datatype and shape.</param>
    /// <param name="nullIsNaN">A null among floats is a number that was not finite; else it is refused.</param>
    public static byte[] Read(ref Utf8JsonReader reader, Tensor tensor, bool nullIsNaN)
    {
        OipJson.Expect(ref reader, JsonTokenType.StartArray, $"data of tensor '{tensor.Name}'");
        using var bytes = new PooledBufferWriter();
        Span<long> seen = stackalloc long[Tensor.RankMax + 1];
        seen.Clear();
        var depth = 1;
        var isNested = false;
        for (var element = 0L; depth > 0;)
        {
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray:
                    isNested = isNested || element == 0;
                    seen[depth]++;
                    if (!isNested || ++depth > tensor.Shape.Length)
                        throw new CodecException($"tensor '{tensor.Name}': data is nested deeper than its shape [{string.Join(',', tensor.Shape)}], before element {element}");
                    seen[depth] = 0;
                    break;
                case JsonTokenType.EndArray:
                    if (isNested && seen[depth] != tensor.Shape[depth - 1])
                        throw new CodecException($"tensor '{tensor.Name}': axis {depth - 1} has {seen[depth]} items before element {element}, its shape says {tensor.Shape[depth - 1]}");
                    depth--;
                    break;
                default:
                    if (isNested && depth != tensor.Shape.Length)
                        throw new CodecException($"tensor '{tensor.Name}': element {element} stands at axis {depth - 1} of its shape [{string.Join(',', tensor.Shape)}]");
                    seen[depth]++;
                    Append(bytes, ref reader, tensor, element++, nullIsNaN);
                    break;
            }
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void Append(PooledBufferWriter bytes, ref Utf8JsonReader reader, Tensor tensor, long element, bool nullIsNaN)
    {
        var span = bytes.GetSpan(sizeof(ulong));
        var isGood = tensor.Datatype switch
        {
            TensorDatatype.Bool => TryReadBoolean(ref reader, span),
            TensorDatatype.Bytes => TryAppendString(bytes, ref reader),
            TensorDatatype.Fp32 or TensorDatatype.Fp64 when nullIsNaN && reader.TokenType == JsonTokenType.Null => WriteNaN(span, tensor.Datatype),
            TensorDatatype.Fp16 or TensorDatatype.Bf16 => throw new CodecException(
                $"tensor '{tensor.Name}': {tensor.Datatype.WireName()} has no JSON form in the protocol; send it as Avro, or over HTTP as binary data"),
            _ => reader.TokenType == JsonTokenType.Number && TryReadNumber(ref reader, span, tensor.Datatype),
        };
        if (!isGood)
            throw new CodecException($"tensor '{tensor.Name}', element {element}: {OipJson.Show(ref reader)} is not a {tensor.Datatype.WireName()}");
        bytes.Advance(tensor.Datatype.ElementBytes());
    }

    private static bool TryReadBoolean(ref Utf8JsonReader reader, Span<byte> span)
    {
        span[0] = reader.TokenType == JsonTokenType.True ? (byte)1 : (byte)0;
        return reader.TokenType is JsonTokenType.True or JsonTokenType.False;
    }

    private static bool TryReadNumber(ref Utf8JsonReader reader, Span<byte> span, TensorDatatype datatype)
    {
        switch (datatype)
        {
            case TensorDatatype.UInt8:
                return reader.TryGetByte(out span[0]);
            case TensorDatatype.Int8 when reader.TryGetSByte(out var number):
                span[0] = (byte)number;
                return true;
            case TensorDatatype.UInt16 when reader.TryGetUInt16(out var number):
                return BinaryPrimitives.TryWriteUInt16LittleEndian(span, number);
            case TensorDatatype.Int16 when reader.TryGetInt16(out var number):
                return BinaryPrimitives.TryWriteInt16LittleEndian(span, number);
            case TensorDatatype.UInt32 when reader.TryGetUInt32(out var number):
                return BinaryPrimitives.TryWriteUInt32LittleEndian(span, number);
            case TensorDatatype.Int32 when reader.TryGetInt32(out var number):
                return BinaryPrimitives.TryWriteInt32LittleEndian(span, number);
            case TensorDatatype.UInt64 when reader.TryGetUInt64(out var number):
                return BinaryPrimitives.TryWriteUInt64LittleEndian(span, number);
            case TensorDatatype.Int64 when reader.TryGetInt64(out var number):
                return BinaryPrimitives.TryWriteInt64LittleEndian(span, number);
            case TensorDatatype.Fp32 when reader.TryGetSingle(out var number) && float.IsFinite(number):
                return BinaryPrimitives.TryWriteSingleLittleEndian(span, number);
            case TensorDatatype.Fp64 when reader.TryGetDouble(out var number) && double.IsFinite(number):
                return BinaryPrimitives.TryWriteDoubleLittleEndian(span, number);
            default:
                return false;
        }
    }

    private static bool WriteNaN(Span<byte> span, TensorDatatype datatype) => datatype == TensorDatatype.Fp32
        ? BinaryPrimitives.TryWriteSingleLittleEndian(span, float.NaN)
        : BinaryPrimitives.TryWriteDoubleLittleEndian(span, double.NaN);

    private static bool TryAppendString(PooledBufferWriter bytes, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
            return false;
        // Unescaping only ever shortens.
        var span = bytes.GetSpan(sizeof(uint) + reader.ValueSpan.Length);
        var length = reader.CopyString(span[sizeof(uint)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(span, (uint)length);
        bytes.Advance(sizeof(uint) + length);
        return true;
    }
}
