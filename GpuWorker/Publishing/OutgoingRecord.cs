using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;

namespace Shepherd.GpuWorker.Publishing;

/// <summary>
/// A record on its way out, all of it in one pinned buffer, so that it is written once and sent from where it lies. It is written in this order: its value, through the buffer writer; its key; its headers. One owner at a time: whoever writes
/// it, then the producer, then whoever <see cref="Done"/> tells.
/// </summary>
internal class OutgoingRecord : IBufferWriter<byte>
{
    /// <summary>A pinned buffer never grows past this, as an array could not.</summary>
    private const int BytesMax = 0x7fffffc7;

    private byte[] _buffer;
    private int _written;

    /// <param name="target">Where it goes.</param>
    /// <param name="done">Told once the broker has it, or why it has not.</param>
    /// <param name="expectedBytes">Room to start with.</param>
    public OutgoingRecord(TopicPartition target, Action<OutgoingRecord, ErrorCode> done, int expectedBytes)
    {
        (Target, Done) = (target, done);
        _buffer = PinnedBuffers.Rent(expectedBytes);
    }

    /// <summary>Copies a message.</summary>
    public static OutgoingRecord Of(TopicPartition target, Message<byte[]?, byte[]> message, Action<OutgoingRecord, ErrorCode> done)
    {
        var record = new OutgoingRecord(target, done, (message.Value?.Length ?? 0) + (message.Key?.Length ?? 0)) { IsNull = message.Value is null };
        record.Write(message.Value);
        if (message.Key is { } key)
            record.SetKey(key);
        else
            record.SetNoKey();
        foreach (var header in message.Headers)
            record.AddHeader(header.Key, header.GetValueBytes());
        return record;
    }

    public TopicPartition Target { get; set; }

    public Action<OutgoingRecord, ErrorCode> Done { get; }

    /// <summary>A tombstone, which is not the same as a value of no bytes.</summary>
    public bool IsNull { get; set; }

    public int ValueBytes { get; private set; }

    public int KeyAt { get; private set; }

    public int KeyBytes { get; private set; }

    public bool HasKey { get; private set; }

    public int HeaderCount { get; private set; }

    /// <summary>Where value and key lie: the value at 0.</summary>
    public unsafe byte* Address => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_buffer));

    /// <summary>The headers, in their order.</summary>
    public HeaderList Headers => new(_buffer.AsSpan((KeyAt + KeyBytes)..(HeaderCount == 0 ? KeyAt + KeyBytes : _written)));

    /// <summary>Starts over, in the same buffer.</summary>
    public void Clear() => (_written, ValueBytes, KeyAt, KeyBytes, HasKey, HeaderCount) = (0, 0, 0, 0, false, 0);

    /// <summary>Ends the value, and writes the key.</summary>
    public void SetKey(string key)
    {
        var span = EndValue(Encoding.UTF8.GetMaxByteCount(key.Length));
        KeyBytes = Encoding.UTF8.GetBytes(key, span);
        _written += KeyBytes;
    }

    /// <inheritdoc cref="SetKey(string)"/>
    public void SetKey(ReadOnlySpan<byte> key)
    {
        key.CopyTo(EndValue(key.Length));
        KeyBytes = key.Length;
        _written += KeyBytes;
    }

    /// <summary>Ends the value; there is no key.</summary>
    public void SetNoKey()
    {
        EndValue(0);
        HasKey = false;
    }

    /// <summary>Adds a header of up to three parts.</summary>
    public void AddHeader(string name, string value, string next = "", string last = "")
    {
        var at = BeginHeader(name, Encoding.UTF8.GetMaxByteCount(value.Length + next.Length + last.Length));
        var begin = _written;
        foreach (var part in (ReadOnlySpan<string>)[value, next, last])
            _written += Encoding.UTF8.GetBytes(part, _buffer.AsSpan(_written));
        EndHeader(at, _written - begin);
    }

    /// <inheritdoc cref="AddHeader(string, string, string, string)"/>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value; null is not the same as no bytes.</param>
    public void AddHeader(string name, byte[]? value)
    {
        var at = BeginHeader(name, value?.Length ?? 0);
        value?.CopyTo(_buffer.AsSpan(_written));
        _written += value?.Length ?? 0;
        EndHeader(at, value?.Length ?? HeaderList.NullBytes);
    }

    /// <summary>Adds one as invariant text of at most 64 characters.</summary>
    public void AddHeader<T>(string name, T value, ReadOnlySpan<char> format = default)
        where T : IUtf8SpanFormattable
    {
        const int FormattedBytesMax = 64;
        var at = BeginHeader(name, FormattedBytesMax);
        value.TryFormat(_buffer.AsSpan(_written, FormattedBytesMax), out var bytes, format, CultureInfo.InvariantCulture);
        _written += bytes;
        EndHeader(at, bytes);
    }

    /// <summary>Gives the buffer back; the record is no more.</summary>
    public void Free()
    {
        // Exchanged, since giving one buffer back twice would hand it to two renters.
        var buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length > 0)
            PinnedBuffers.Return(buffer);
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _written);
        _written += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_written);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_written);
    }

    private Span<byte> EndValue(int keyBytesMax)
    {
        (ValueBytes, KeyAt, HasKey) = (_written, _written, true);
        return GetSpan(keyBytesMax);
    }

    private int BeginHeader(string name, int valueBytesMax)
    {
        Reserve((2 * sizeof(int)) + Encoding.UTF8.GetMaxByteCount(name.Length) + valueBytesMax);
        var bytes = Encoding.UTF8.GetBytes(name, _buffer.AsSpan(_written + (2 * sizeof(int))));
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(_written), bytes);
        var at = _written + sizeof(int);
        _written += (2 * sizeof(int)) + bytes;
        return at;
    }

    private void EndHeader(int at, int bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(at), bytes);
        HeaderCount++;
    }

    private void Reserve(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        var needed = (long)_written + Math.Max(sizeHint, 1);
        if (needed <= _buffer.Length)
            return;
        if (needed > BytesMax)
            throw new InvalidOperationException($"a record of {needed} bytes is more than an array holds");
        var grown = PinnedBuffers.Rent((int)Math.Min(BytesMax, Math.Max(needed, 2L * _buffer.Length)));
        _buffer.AsSpan(0, _written).CopyTo(grown);
        PinnedBuffers.Return(_buffer);
        _buffer = grown;
    }
}
