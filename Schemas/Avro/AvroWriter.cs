using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Shepherd.Schemas.Avro;

/// <summary>Writes Avro's binary encoding.</summary>
internal static class AvroWriter
{
    private const int VarintBytesMax = 10;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void WriteBoolean(this IBufferWriter<byte> destination, bool value)
    {
        destination.GetSpan(1)[0] = value ? (byte)1 : (byte)0;
        destination.Advance(1);
    }

    /// <summary>Int and long: zig-zag, seven bits a byte, the least significant first.</summary>
    public static void WriteLong(this IBufferWriter<byte> destination, long value)
    {
        var span = destination.GetSpan(VarintBytesMax);
        var raw = (ulong)((value << 1) ^ (value >> 63));
        var length = 0;
        for (; raw >= 0x80; raw >>= 7)
            span[length++] = (byte)(raw | 0x80);
        span[length++] = (byte)raw;
        destination.Advance(length);
    }

    public static void WriteFloat(this IBufferWriter<byte> destination, float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(destination.GetSpan(sizeof(float)), value);
        destination.Advance(sizeof(float));
    }

    public static void WriteDouble(this IBufferWriter<byte> destination, double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(destination.GetSpan(sizeof(double)), value);
        destination.Advance(sizeof(double));
    }

    public static void WriteBytes(this IBufferWriter<byte> destination, ReadOnlySpan<byte> value)
    {
        destination.WriteLong(value.Length);
        destination.Write(value);
    }

    /// <exception cref="CodecException">Half a surrogate pair, which UTF-8 cannot carry.</exception>
    public static void WriteString(this IBufferWriter<byte> destination, string value)
    {
        try
        {
            var length = StrictUtf8.GetByteCount(value);
            destination.WriteLong(length);
            destination.Advance(StrictUtf8.GetBytes(value, destination.GetSpan(length)));
        }
        catch (EncoderFallbackException e)
        {
            throw new CodecException("a string holds half a surrogate pair, which UTF-8 cannot carry", e);
        }
    }
}
