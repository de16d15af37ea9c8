using System.Buffers.Binary;
using Google.Protobuf;
using Shepherd.Ingest.Grpc.Protocol;
using Shepherd.Schemas;

namespace Shepherd.Ingest.Grpc;

/// <summary>Typed tensor contents as the raw bytes that everything behind the front takes: row-major, little-endian.</summary>
internal static class TypedContents
{
    private delegate void Put<T>(Span<byte> destination, T value);

    /// <summary>Turns them into bytes.</summary>
    /// <param name="tensor">Name of the tensor, for errors.</param>
    /// <param name="datatype">Of the tensor.</param>
    /// <param name="contents">Its contents.</param>
    /// <exception cref="CodecException">The wrong list is filled, a value is out of range, or the datatype has no typed form.</exception>
    internal static ReadOnlyMemory<byte> ToBytes(string tensor, TensorDatatype datatype, InferTensorContents contents)
    {
        var (count, field) = FieldOf(tensor, datatype, contents);
        if (Count(contents) != count)
            throw new CodecException($"tensor '{tensor}' of {datatype.WireName()} has contents of another datatype: fill {field} only");
        return datatype switch
        {
            TensorDatatype.Bool => Write(contents.BoolContents, 1, static (d, v) => d[0] = v ? (byte)1 : (byte)0),
            TensorDatatype.Int8 => Write(Within(tensor, datatype, contents.IntContents, sbyte.MinValue, sbyte.MaxValue), 1, static (d, v) => d[0] = (byte)v),
            TensorDatatype.Int16 => Write(Within(tensor, datatype, contents.IntContents, short.MinValue, short.MaxValue), 2, static (d, v) => BinaryPrimitives.WriteInt16LittleEndian(d, (short)v)),
            TensorDatatype.Int32 => Write(contents.IntContents, 4, BinaryPrimitives.WriteInt32LittleEndian),
            TensorDatatype.Int64 => Write(contents.Int64Contents, 8, BinaryPrimitives.WriteInt64LittleEndian),
            TensorDatatype.UInt8 => Write(Within(tensor, datatype, contents.UintContents, byte.MaxValue), 1, static (d, v) => d[0] = (byte)v),
            TensorDatatype.UInt16 => Write(Within(tensor, datatype, contents.UintContents, ushort.MaxValue), 2, static (d, v) => BinaryPrimitives.WriteUInt16LittleEndian(d, (ushort)v)),
            TensorDatatype.UInt32 => Write(contents.UintContents, 4, BinaryPrimitives.WriteUInt32LittleEndian),
            TensorDatatype.UInt64 => Write(contents.Uint64Contents, 8, BinaryPrimitives.WriteUInt64LittleEndian),
            TensorDatatype.Fp32 => Write(contents.Fp32Contents, 4, BinaryPrimitives.WriteSingleLittleEndian),
            TensorDatatype.Fp64 => Write(contents.Fp64Contents, 8, BinaryPrimitives.WriteDoubleLittleEndian),
            _ => WriteStrings(contents.BytesContents),
        };
    }

    private static (int Count, string Field) FieldOf(string tensor, TensorDatatype datatype, InferTensorContents contents) => datatype switch
    {
        TensorDatatype.Bool => (contents.BoolContents.Count, "bool_contents"),
        TensorDatatype.Int8 or TensorDatatype.Int16 or TensorDatatype.Int32 => (contents.IntContents.Count, "int_contents"),
        TensorDatatype.Int64 => (contents.Int64Contents.Count, "int64_contents"),
        TensorDatatype.UInt8 or TensorDatatype.UInt16 or TensorDatatype.UInt32 => (contents.UintContents.Count, "uint_contents"),
        TensorDatatype.UInt64 => (contents.Uint64Contents.Count, "uint64_contents"),
        TensorDatatype.Fp32 => (contents.Fp32Contents.Count, "fp32_contents"),
        TensorDatatype.Fp64 => (contents.Fp64Contents.Count, "fp64_contents"),
        TensorDatatype.Bytes => (contents.BytesContents.Count, "bytes_contents"),
        _ => throw new CodecException($"tensor '{tensor}': {datatype.WireName()} has no typed contents: send it in raw_input_contents"),
    };

    private static int Count(InferTensorContents contents) =>
        contents.BoolContents.Count + contents.IntContents.Count + contents.Int64Contents.Count + contents.UintContents.Count + contents.Uint64Contents.Count
        + contents.Fp32Contents.Count + contents.Fp64Contents.Count + contents.BytesContents.Count;

    private static IReadOnlyList<int> Within(string tensor, TensorDatatype datatype, IReadOnlyList<int> values, int min, int max)
    {
        foreach (var value in values)
        {
            if (value < min || value > max)
                throw OutOfRange(tensor, datatype, value);
        }

        return values;
    }

    private static IReadOnlyList<uint> Within(string tensor, TensorDatatype datatype, IReadOnlyList<uint> values, uint max)
    {
        foreach (var value in values)
        {
            if (value > max)
                throw OutOfRange(tensor, datatype, value);
        }

        return values;
    }

    private static CodecException OutOfRange(string tensor, TensorDatatype datatype, long value) => new($"tensor '{tensor}': {value} is no {datatype.WireName()}");

    private static byte[] Write<T>(IReadOnlyList<T> values, int size, Put<T> put)
    {
        var bytes = new byte[values.Count * size];
        for (var i = 0; i < values.Count; i++)
            put(bytes.AsSpan(i * size, size), values[i]);
        return bytes;
    }

    private static byte[] WriteStrings(IReadOnlyList<ByteString> values)
    {
        var bytes = new byte[values.Sum(v => sizeof(uint) + v.Length)];
        var rest = bytes.AsSpan();
        foreach (var value in values)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(rest, (uint)value.Length);
            value.Span.CopyTo(rest[sizeof(uint)..]);
            rest = rest[(sizeof(uint) + value.Length)..];
        }

        return bytes;
    }
}
