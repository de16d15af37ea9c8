using System.Buffers;
using Confluent.Kafka;

namespace Shepherd.GpuWorker.Intake;

/// <summary>A record's value in a pooled buffer: copied once, out of the client's native memory.</summary>
internal sealed class RecordValue : IDisposable
{
    private byte[]? _buffer;

    private RecordValue(byte[] buffer, int length, bool isNull) => (_buffer, Length, IsNull) = (buffer, length, isNull);

    public int Length { get; }

    /// <summary>True for a tombstone, which is not the same as a value of no bytes.</summary>
    public bool IsNull { get; }

    public ReadOnlyMemory<byte> Bytes => (_buffer ?? throw new ObjectDisposedException(nameof(RecordValue))).AsMemory(0, Length);

    public void Dispose()
    {
        // Exchanged, since giving one buffer back twice would hand it to two renters.
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Reads the client's native buffer as a span.</summary>
    public sealed class Deserializer : IDeserializer<RecordValue>
    {
        public RecordValue Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(data.Length);
            data.CopyTo(buffer);
            return new RecordValue(buffer, data.Length, isNull);
        }
    }
}
