using Shepherd.GpuWorker.Peers;
using Shepherd.GpuWorker.Peers.Wire;

namespace Shepherd.GpuWorker.Tests.Peers;

public sealed class FrameStreamTests
{
    private static readonly FrameHeader Header = new(FrameKind.Answers, Lane: 3, Stretch: 70_000_000_001, Number: -5, Flag: true);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 100)]
    [InlineData(FrameStream.GatheredBytesMax, FrameStream.GatheredBytesMax + 1)]
    [InlineData(FrameStream.GatheredBytesMax + 1, 5 * FrameStream.GatheredBytesMax)]
    public void Write_SmallAndLargePieces_ComeBackInOrder(int headBytes, int dataBytes)
    {
        var (head, data) = (Bytes(headBytes, 1), Enumerable.Range(0, 5).Select(i => (ReadOnlyMemory<byte>)Bytes(dataBytes, i)).ToList());
        using var wire = new MemoryStream();
        using (var frames = new FrameStream(wire))
        {
            frames.Write(Header, head, data);
            frames.Write(new FrameHeader(FrameKind.Ping));
        }

        wire.Position = 0;
        using var back = new FrameStream(wire);
        Assert.True(back.TryReadHeader(PeerLimits.FrameBytesMax, out var header));
        Assert.Equal(Header with { PayloadBytes = headBytes + (5 * dataBytes) }, header);
        using var payload = back.ReadPayload(header);
        Assert.Equal([.. head, .. data.SelectMany(d => d.ToArray())], payload.Memory.ToArray());
        Assert.True(back.TryReadHeader(0, out var ping));
        Assert.Equal(new FrameHeader(FrameKind.Ping), ping);
        Assert.False(back.TryReadHeader(0, out _));
    }

    [Fact]
    public void Read_TruncatedAnywhere_SaysWhere()
    {
        using var wire = new MemoryStream();
        using (var frames = new FrameStream(wire))
            frames.Write(Header, Bytes(10, 1), []);
        var whole = wire.ToArray();
        for (var length = 1; length < whole.Length; length++)
        {
            using var cut = new FrameStream(new MemoryStream(whole, 0, length));
            var fault = Assert.Throws<PeerProtocolException>(() =>
            {
                cut.TryReadHeader(PeerLimits.FrameBytesMax, out var header);
                cut.ReadPayload(header).Dispose();
            });
            Assert.Contains("the connection ended", fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0, 0, 4, "kind 0")]
    [InlineData(0, 200, 4, "kind 200")]
    [InlineData(11, (byte)FrameKind.Run, 4, "of 11 bytes: at most 10")]
    [InlineData(0, (byte)FrameKind.Run, 5, "flag 200")]
    public void Read_NoFrameOfThisProtocol_SaysWhy(byte length, byte value, int at, string named)
    {
        var header = new byte[FrameHeader.Bytes];
        (header[0], header[4]) = (length, (byte)FrameKind.Run);
        header[at] = at == 5 ? (byte)200 : value;
        using var frames = new FrameStream(new MemoryStream(header));
        var fault = Assert.Throws<PeerProtocolException>(() => frames.TryReadHeader(10, out _));
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
