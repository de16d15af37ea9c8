using System.Buffers.Binary;
using System.Text;

namespace Shepherd.Schemas.Avro;

/// <summary>Reads Avro's binary encoding. Every length is held against the bytes that are there before anything is allocated for it.</summary>
internal ref struct AvroReader(ReadOnlySpan<byte> bytes, int start)
{
    /// <summary>Items that take no bytes (of array&lt;null&gt; and the like) in one value, at most: their count is all there is to bound them.</summary>
    public const int EmptyItemsMax = 1 << 16;

    private const int IntBytesMax = 5;
    private const int LongBytesMax = 10;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position = start;
    private int _emptyItems;

    public readonly int Position => _position;

    public readonly int Remaining => _bytes.Length - _position;

    public bool ReadBoolean(string field)
    {
        var value = Take(1, field)[0];
        return value <= 1 ? value == 1 : throw Fault(field, $"a boolean is 0 or 1, not {value}", _position - 1);
    }

    public int ReadInt(string field)
    {
        var raw = (uint)ReadVarint(IntBytesMax, bitsOfLast: 4, field);
        return (int)(raw >> 1) ^ -(int)(raw & 1);
    }

    public long ReadLong(string field)
    {
        var raw = ReadVarint(LongBytesMax, bitsOfLast: 1, field);
        return (long)(raw >> 1) ^ -(long)(raw & 1);
    }

    public float ReadFloat(string field) => BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float), field));

    public double ReadDouble(string field) => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double), field));

    public string ReadString(string field)
    {
        var length = ReadLength(field);
        return DecodeText(Take(length, field), field);
    }

    /// <exception cref="CodecException">Not UTF-8.</exception>
    public static string DecodeText(ReadOnlySpan<byte> text, string field)
    {
        try
        {
            return StrictUtf8.GetString(text);
        }
        catch (DecoderFallbackException e)
        {
            throw new CodecException($"{field}: the string is not UTF-8", e);
        }
    }

    /// <summary>Where bytes with a length prefix lie, so that the caller can slice its own buffer.</summary>
    public Range ReadBytes(string field) => ReadFixed(ReadLength(field), field);

    /// <summary>Where so many bytes lie.</summary>
    public Range ReadFixed(int sizeBytes, string field)
    {
        _ = Take(sizeBytes, field);
        return (_position - sizeBytes).._position;
    }

    /// <summary>Index of an enum's symbol or a union's branch.</summary>
    public int ReadIndex(int count, string field)
    {
        var at = _position;
        var index = ReadLong(field);
        return index >= 0 && index < count ? (int)index : throw Fault(field, $"index {index} is not below {count}", at);
    }

    /// <summary>Starts the next block of an array or map; a count of 0 ends it.</summary>
    public AvroBlock ReadBlock(int itemBytesMin, string field)
    {
        var at = _position;
        var count = ReadLong(field);
        var end = -1;
        if (count < 0)
        {
            // A negative count is followed by the block's size, for readers that skip.
            var sizeBytes = ReadLong(field);
            if (count == long.MinValue || sizeBytes < 0 || sizeBytes > Remaining)
                throw Fault(field, $"a block says {sizeBytes} bytes, {Remaining} are left", at);
            count = -count;
            end = _position + (int)sizeBytes;
        }

        var roomBytes = end < 0 ? Remaining : end - _position;
        if (itemBytesMin > 0 ? count > roomBytes / itemBytesMin : count > EmptyItemsMax - _emptyItems)
            throw Fault(field, $"a block says {count} items, which do not fit the {roomBytes} bytes left", at);
        if (itemBytesMin == 0)
            _emptyItems += (int)count;
        return new AvroBlock((int)count, end);
    }

    /// <summary>Ends a block: where its size was given, its items have taken just that.</summary>
    public readonly void EndBlock(AvroBlock block, string field)
    {
        if (block.IsSized && block.End != _position)
            throw Fault(field, $"a block of items ends at byte {_position}, its size says {block.End}", _position);
    }

    /// <summary>Passes over a sized block.</summary>
    public void SkipBlock(AvroBlock block) => _position = block.End;

    /// <summary>Refuses bytes behind the value.</summary>
    public readonly void End(string what)
    {
        if (Remaining > 0)
            throw Fault(what, $"{Remaining} bytes are left behind the value", _position);
    }

    public readonly CodecException Fault(string field, string problem, int at) => new($"{field}: {problem}, at byte {at}");

    /// <summary>Seven bits a byte, the least significant first; the last byte allowed holds what is left of the type's bits.</summary>
    private ulong ReadVarint(int bytesMax, int bitsOfLast, string field)
    {
        var raw = 0UL;
        for (var i = 0; i < bytesMax; i++)
        {
            if (_position + i >= _bytes.Length)
                throw Fault(field, "the value ends inside a number", _position);
            var b = _bytes[_position + i];
            raw |= (ulong)(b & 0x7f) << (7 * i);
            if (b >= 0x80)
                continue;
            if (i == bytesMax - 1 && b >> bitsOfLast != 0)
                break;
            _position += i + 1;
            return raw;
        }

        throw Fault(field, "a number has more bits than its type", _position);
    }

    private int ReadLength(string field)
    {
        var at = _position;
        var length = ReadLong(field);
        return length >= 0 && length <= Remaining ? (int)length : throw Fault(field, $"a length says {length} bytes, {Remaining} are left", at);
    }

    private ReadOnlySpan<byte> Take(int count, string field)
    {
        if (count > Remaining)
            throw Fault(field, $"the value ends early: {count} bytes are needed, {Remaining} are left", _position);
        var taken = _bytes.Slice(_position, count);
        _position += count;
        return taken;
    }
}

/// <summary>A run of items of an array or map.</summary>
/// <param name="Count">Items; 0 ends the array or map.</param>
/// <param name="End">Where it ends, by its own size; -1 when it gives none.</param>
internal readonly record struct AvroBlock(int Count, int End)
{
    public bool IsSized => End >= 0;
}
