using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;

namespace Shepherd.Schemas.Json;

/// <summary>A tensor's elements as flat JSON values. The tensor's bytes must fit its shape.</summary>
internal static class OipElementWriter
{
    /// <param name="writer">Inside the array.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="nullForNaN">Write null for NaN and infinities; else they are refused.</param>
    public static void Write(Utf8JsonWriter writer, Tensor tensor, bool nullForNaN)
    {
        if (tensor.Datatype == TensorDatatype.Bytes)
        {
            WriteStrings(writer, tensor);
            return;
        }

        var size = tensor.Datatype.ElementBytes();
        var data = tensor.Data.Span;
        for (var at = 0; at < data.Length; at += size)
            WriteElement(writer, tensor, data.Slice(at, size), at / size, nullForNaN);
    }

    private static void WriteElement(Utf8JsonWriter writer, Tensor tensor, ReadOnlySpan<byte> bytes, int element, bool nullForNaN)
    {
        switch (tensor.Datatype)
        {
            case TensorDatatype.Bool:
                writer.WriteBooleanValue(bytes[0] != 0);
                break;
            case TensorDatatype.UInt8:
                writer.WriteNumberValue(bytes[0]);
                break;
            case TensorDatatype.Int8:
                writer.WriteNumberValue((sbyte)bytes[0]);
                break;
            case TensorDatatype.UInt16:
                writer.WriteNumberValue(BinaryPrimitives.ReadUInt16LittleEndian(bytes));
                break;
            case TensorDatatype.Int16:
                writer.WriteNumberValue(BinaryPrimitives.ReadInt16LittleEndian(bytes));
                break;
            case TensorDatatype.UInt32:
                writer.WriteNumberValue(BinaryPrimitives.ReadUInt32LittleEndian(bytes));
                break;
            case TensorDatatype.Int32:
                writer.WriteNumberValue(BinaryPrimitives.ReadInt32LittleEndian(bytes));
                break;
            case TensorDatatype.UInt64:
                writer.WriteNumberValue(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                break;
            case TensorDatatype.Int64:
                writer.WriteNumberValue(BinaryPrimitives.ReadInt64LittleEndian(bytes));
                break;
            case TensorDatatype.Fp32 when BinaryPrimitives.ReadSingleLittleEndian(bytes) is var number && float.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case TensorDatatype.Fp64 when BinaryPrimitives.ReadDoubleLittleEndian(bytes) is var number && double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case TensorDatatype.Fp32 or TensorDatatype.Fp64 when nullForNaN:
                writer.WriteNullValue();
                break;
            case TensorDatatype.Fp32 or TensorDatatype.Fp64:
                throw new CodecException($"tensor '{tensor.Name}', element {element}: it is not finite, which JSON cannot carry; send it as Avro");
            default:
                throw new CodecException(
                    $"tensor '{tensor.Name}': {tensor.Datatype.WireName()} has no JSON form in the protocol; ask for it as Avro, or over HTTP as binary data");
        }
    }

    private static void WriteStrings(Utf8JsonWriter writer, Tensor tensor)
    {
        var rest = tensor.Data.Span;
        for (var element = 0; !rest.IsEmpty; element++)
        {
            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(rest);
            var text = rest.Slice(sizeof(uint), length);
            if (!Utf8.IsValid(text))
                throw new CodecException($"tensor '{tensor.Name}', element {element}: its bytes are not UTF-8, which JSON cannot carry; ask for it as Avro, or over HTTP as binary data");
            writer.WriteStringValue(text);
            rest = rest[(sizeof(uint) + length)..];
        }
    }
}
