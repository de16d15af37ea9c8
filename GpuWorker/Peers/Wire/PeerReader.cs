using System.Buffers.Binary;
using System.Text;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Peers.Wire;

/// <summary>Reads what <see cref="PeerWriter"/> writes. Each member throws a <see cref="PeerProtocolException"/> where the bytes end too soon or say what cannot be.</summary>
/// <param name="payload">Heads first, then the elements of all tensors, in their order.</param>
/// <param name="headBytes">Where the heads end.</param>
/// <param name="frame">For faults.</param>
internal ref struct PeerReader(ReadOnlyMemory<byte> payload, long headBytes, FrameKind frame)
{
    private static readonly int Datatypes = Enum.GetValues<TensorDatatype>().Length;

    private ReadOnlySpan<byte> _head = headBytes >= 0 && headBytes <= payload.Length
        ? payload.Span[..(int)headBytes]
        : throw new PeerProtocolException($"a frame {frame} of {payload.Length} bytes says that {headBytes} of them are its head");

    private ReadOnlyMemory<byte> _data = payload[(int)headBytes..];

    public byte TakeByte() => Take(1)[0];

    public int TakeUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

    public int TakeInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public long TakeInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public Epoch TakeEpoch() => new(TakeInt64(), TakeInt64());

    /// <summary>A number of things of which each takes a byte or more.</summary>
    public int TakeCount(int max, string what)
    {
        var count = TakeInt32();
        return count >= 0 && count <= max && count <= _head.Length ? count : throw new PeerProtocolException($"a frame {frame} has {count} {what}; at most {max} may be, and each takes a byte or more");
    }

    public string TakeText()
    {
        try
        {
            return Encoding.UTF8.GetString(Take(TakeUInt16()));
        }
        catch (ArgumentException)
        {
            throw new PeerProtocolException($"a frame {frame} has a text that is not UTF-8");
        }
    }

    /// <summary>A tensor whose elements are a slice of the payload.</summary>
    public Tensor TakeTensor()
    {
        var name = TakeText();
        var datatype = TakeByte();
        var rank = TakeByte();
        if (datatype >= Datatypes || rank > Tensor.RankMax)
            throw new PeerProtocolException($"a frame {frame} has a tensor '{name}' of datatype {datatype} and {rank} axes");
        var shape = new long[rank];
        for (var axis = 0; axis < rank; axis++)
            shape[axis] = TakeInt64();
        var bytes = TakeInt32();
        if (bytes < 0 || bytes > _data.Length)
            throw new PeerProtocolException($"a frame {frame} has a tensor '{name}' of {bytes} bytes, and {_data.Length} are left");
        var data = _data[..bytes];
        _data = _data[bytes..];
        return new Tensor(name, (TensorDatatype)datatype, shape, data);
    }

    /// <summary>Nothing may be left.</summary>
    public readonly void End()
    {
        if (_head.Length > 0 || _data.Length > 0)
            throw new PeerProtocolException($"a frame {frame} has {_head.Length} bytes of its head and {_data.Length} of tensors that nothing takes");
    }

    private ReadOnlySpan<byte> Take(int bytes)
    {
        if (bytes > _head.Length)
            throw new PeerProtocolException($"a frame {frame} ends too soon: {bytes} bytes are asked for, {_head.Length} are left");
        var taken = _head[..bytes];
        _head = _head[bytes..];
        return taken;
    }
}
