using System.Buffers.Binary;

namespace Shepherd.GpuWorker.Peers.Wire;

/// <summary>
/// What each frame begins with, 24 bytes, little-endian:
/// <c>payload-bytes:u32 kind:u8 flag:u8 lane:u16 stretch:u64 number:i64</c>. What lane, stretch, flag and number mean is said at <see cref="FrameKind"/>; else they are 0.
/// </summary>
/// <param name="Kind">What the frame says.</param>
/// <param name="PayloadBytes">What follows.</param>
/// <param name="Lane">Lane of the peer.</param>
/// <param name="Stretch">Numbers what the lead asks of its peers, from 1.</param>
/// <param name="Number">See the kind.</param>
/// <param name="Flag">See the kind.</param>
internal readonly record struct FrameHeader(FrameKind Kind, int PayloadBytes = 0, int Lane = 0, long Stretch = 0, long Number = 0, bool Flag = false)
{
    public const int Bytes = 24;

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination, PayloadBytes);
        destination[4] = (byte)Kind;
        destination[5] = Flag ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[6..], (ushort)Lane);
        BinaryPrimitives.WriteInt64LittleEndian(destination[8..], Stretch);
        BinaryPrimitives.WriteInt64LittleEndian(destination[16..], Number);
    }

    /// <exception cref="PeerProtocolException">No such kind, or a length past the limit.</exception>
    public static FrameHeader Read(ReadOnlySpan<byte> source, int payloadBytesMax)
    {
        var payload = BinaryPrimitives.ReadUInt32LittleEndian(source);
        var kind = (FrameKind)source[4];
        if (!Enum.IsDefined(kind) || source[5] > 1)
            throw new PeerProtocolException($"a frame of kind {source[4]}, flag {source[5]}: that is none of this protocol, whose version is {Greeting.Version}");
        if (payload > payloadBytesMax)
            throw new PeerProtocolException($"a frame {kind} of {payload} bytes: at most {payloadBytesMax} are taken here");
        return new FrameHeader(
            kind,
            (int)payload,
            BinaryPrimitives.ReadUInt16LittleEndian(source[6..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            source[5] == 1);
    }
}
