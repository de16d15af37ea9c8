using System.Buffers.Binary;
using System.Text;

namespace Shepherd.GpuWorker.Publishing;

/// <summary>Headers as they lie in a record's buffer: bytes of the name, bytes of the value, name, value.</summary>
/// <param name="rest">What is not read yet.</param>
internal ref struct HeaderList(ReadOnlySpan<byte> rest)
{
    /// <summary>In place of the value's bytes: a header without a value.</summary>
    public const int NullBytes = -1;

    private ReadOnlySpan<byte> _rest = rest;

    public Header Current { get; private set; }

    public readonly HeaderList GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
            return false;
        var nameBytes = BinaryPrimitives.ReadInt32LittleEndian(_rest);
        var valueBytes = BinaryPrimitives.ReadInt32LittleEndian(_rest[sizeof(int)..]);
        var name = _rest.Slice(2 * sizeof(int), nameBytes);
        var value = _rest.Slice((2 * sizeof(int)) + nameBytes, Math.Max(0, valueBytes));
        Current = new Header(name, value, valueBytes == NullBytes);
        _rest = _rest[((2 * sizeof(int)) + name.Length + value.Length)..];
        return true;
    }

    /// <summary>The last one of a name; false where there is none.</summary>
    public readonly bool TryFind(string name, out ReadOnlySpan<byte> value)
    {
        value = default;
        var found = false;
        foreach (var header in this)
        {
            if (!header.Name.SequenceEqual(Encoding.UTF8.GetBytes(name)))
                continue;
            value = header.Value;
            found = !header.IsNull;
        }

        return found;
    }

    /// <summary>One header.</summary>
    public readonly ref struct Header(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool isNull)
    {
        public ReadOnlySpan<byte> Name { get; } = name;

        public ReadOnlySpan<byte> Value { get; } = value;

        public bool IsNull { get; } = isNull;

        public void Deconstruct(out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value, out bool isNull)
        {
            name = Name;
            value = Value;
            isNull = IsNull;
        }
    }
}
