using System.Buffers.Binary;
using System.Text;

namespace Shepherd.Onnx.Wire;

/// <summary>
/// Reads one message of the Protocol Buffers wire format: a run of (field number · wire type) and value. Nested messages, strings and bytes are slices of the file's own memory, so that weights are never
/// copied; that is why there is no generated code here.
/// </summary>
internal ref struct WireReader(ReadOnlyMemory<byte> message)
{
    private const int VarintBytesMax = 10;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlyMemory<byte> _message = message;
    private int _position;
    private WireType _type;

    /// <summary>Number of the field that <see cref="Next"/> came to.</summary>
    public int Field { get; private set; }

    /// <summary>Goes to the next field, whose value is read or skipped next.</summary>
    public bool Next()
    {
        if (_position == _message.Length)
            return false;
        var tag = ReadVarint();
        (Field, _type) = ((int)(tag >> 3), (WireType)(tag & 7));
        if (tag > uint.MaxValue || Field == 0)
            throw Broken("a field has number 0 or too great a number");
        return true;
    }

    public void Skip()
    {
        switch (_type)
        {
            case WireType.Varint:
                ReadVarint();
                break;
            case WireType.Fixed64:
                Take(sizeof(ulong));
                break;
            case WireType.Bytes:
                ReadBytes();
                break;
            case WireType.Fixed32:
                Take(sizeof(uint));
                break;
            default:
                throw Broken($"field {Field} is of the unknown wire type {(int)_type}");
        }
    }

    public long ReadInt64()
    {
        Expect(WireType.Varint);
        return (long)ReadVarint();
    }

    public float ReadFloat()
    {
        Expect(WireType.Fixed32);
        return BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)).Span);
    }

    public ReadOnlyMemory<byte> ReadBytes()
    {
        Expect(WireType.Bytes);
        var length = ReadVarint();
        return length <= (ulong)(_message.Length - _position) ? Take((int)length) : throw Broken($"field {Field} is of {length} bytes, and only {_message.Length - _position} follow");
    }

    public string ReadString()
    {
        try
        {
            return Utf8.GetString(ReadBytes().Span);
        }
        catch (DecoderFallbackException)
        {
            throw Broken($"field {Field} is no UTF-8 text");
        }
    }

    /// <summary>One value of a repeated field, or all of them where they are packed.</summary>
    public void ReadInt64s(List<long> values)
    {
        if (_type != WireType.Bytes)
        {
            values.Add(ReadInt64());
            return;
        }

        var packed = new WireReader(ReadBytes());
        while (packed._position < packed._message.Length)
            values.Add((long)packed.ReadVarint());
    }

    /// <inheritdoc cref="ReadInt64s"/>
    public void ReadFloats(List<float> values)
    {
        if (_type != WireType.Bytes)
        {
            values.Add(ReadFloat());
            return;
        }

        var packed = new WireReader(ReadBytes());
        while (packed._position < packed._message.Length)
            values.Add(BinaryPrimitives.ReadSingleLittleEndian(packed.Take(sizeof(float)).Span));
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        var span = _message.Span;
        for (var i = 0; i < VarintBytesMax; i++)
        {
            if (_position >= span.Length)
                throw Broken("it ends inside a number");
            var part = span[_position++];
            value |= (ulong)(part & 0x7F) << (7 * i);
            if (part < 0x80)
                return value;
        }

        throw Broken("a number has more than 64 bits");
    }

    private ReadOnlyMemory<byte> Take(int length)
    {
        if (length > _message.Length - _position)
            throw Broken($"it ends inside field {Field}");
        _position += length;
        return _message.Slice(_position - length, length);
    }

    private readonly void Expect(WireType type)
    {
        if (_type != type)
            throw Broken($"field {Field} is of wire type {(int)_type}, where {(int)type} belongs");
    }

    private readonly OnnxFormatException Broken(string fault) => new($"{fault}, at byte {_position} of a message of {_message.Length}");
}
