using System.Buffers;

namespace Shepherd.Schemas.Tests;

public sealed class PooledBufferWriterTests
{
    [Fact]
    public void Write_MoreThanTheFirstBuffer_KeepsAll()
    {
        using var buffer = new PooledBufferWriter(16);
        var random = new Random(1);
        var expected = new List<byte>();

        for (var i = 0; i < 500; i++)
        {
            var chunk = new byte[random.Next(300)];
            random.NextBytes(chunk);
            buffer.Write(chunk);
            expected.AddRange(chunk);
        }

        Assert.Equal(expected.ToArray(), buffer.WrittenMemory.ToArray());
        Assert.Equal(expected.Count, buffer.WrittenCount);
    }

    [Fact]
    public void Clear_StartsOver()
    {
        using var buffer = new PooledBufferWriter();
        buffer.Write("old"u8);

        buffer.Clear();
        buffer.Write("new"u8);

        Assert.Equal("new"u8.ToArray(), buffer.WrittenSpan.ToArray());
    }

    [Fact]
    public void Advance_BeyondTheBuffer_IsRefused()
    {
        using var buffer = new PooledBufferWriter(16);

        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(1 << 20));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(-1));
    }
}
