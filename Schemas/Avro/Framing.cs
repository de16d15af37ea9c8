using System.Buffers;
using System.Buffers.Binary;

namespace Shepherd.Schemas.Avro;

/// <summary>What stands before the datum and says which schema wrote it.</summary>
internal static class Framing
{
    /// <summary>C3 01, then the fingerprint as 8 little-endian bytes.</summary>
    public const int SingleObjectBytes = 10;

    /// <summary>00, then the schema's id as 4 big-endian bytes.</summary>
    public const int ConfluentBytes = 5;

    private const ushort SingleObjectMarker = 0xc301;

    /// <exception cref="CodecException">Too short, or not of this framing.</exception>
    public static ulong ReadFingerprint(ReadOnlySpan<byte> value)
    {
        if (value.Length < SingleObjectBytes)
            throw new CodecException($"an Avro value starts with {SingleObjectBytes} bytes of marker and fingerprint, this one has {value.Length} bytes");
        return BinaryPrimitives.ReadUInt16BigEndian(value) == SingleObjectMarker
            ? BinaryPrimitives.ReadUInt64LittleEndian(value[sizeof(ushort)..])
            : throw new CodecException($"an Avro value starts with C301, this one with {Convert.ToHexString(value[..sizeof(ushort)])}: check its content-type header");
    }

    public static void WriteFingerprint(IBufferWriter<byte> destination, ulong fingerprint)
    {
        var span = destination.GetSpan(SingleObjectBytes);
        BinaryPrimitives.WriteUInt16BigEndian(span, SingleObjectMarker);
        BinaryPrimitives.WriteUInt64LittleEndian(span[sizeof(ushort)..], fingerprint);
        destination.Advance(SingleObjectBytes);
    }

    /// <exception cref="CodecException">Too short, or not of this framing.</exception>
    public static int ReadSchemaId(ReadOnlySpan<byte> value)
    {
        if (value.Length < ConfluentBytes)
            throw new CodecException($"a Confluent value starts with {ConfluentBytes} bytes of marker and schema id, this one has {value.Length} bytes");
        return value[0] == 0
            ? BinaryPrimitives.ReadInt32BigEndian(value[1..])
            : throw new CodecException($"a Confluent value starts with 00, this one with {value[0]:X2}: check its content-type header");
    }

    public static void WriteSchemaId(IBufferWriter<byte> destination, int id)
    {
        var span = destination.GetSpan(ConfluentBytes);
        span[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(span[1..], id);
        destination.Advance(ConfluentBytes);
    }
}
