using Shepherd.GpuWorker.Tensors;

namespace Shepherd.GpuWorker.Tests.Tensors;

public class CopyGatherTests
{
    [Theory]
    [InlineData(1, new long[] { 5 }, new long[] { 5 })]
    [InlineData(2, new long[] { 5 }, new long[] { 8 })]
    [InlineData(4, new long[] { 2, 3 }, new long[] { 4, 3 })]
    [InlineData(4, new long[] { 2, 3 }, new long[] { 2, 7 })]
    [InlineData(8, new long[] { 2, 3, 4 }, new long[] { 3, 5, 6 })]
    [InlineData(1, new long[] { 1, 1, 1, 2 }, new long[] { 2, 2, 2, 2 })]
    public void Gather_PaddedShape_EqualsElementwiseReference(int elementBytes, long[] extents, long[] padded)
    {
        foreach (var padByte in (byte[])[0, 0xA5])
        {
            var pad = Enumerable.Range(0, elementBytes).Select(i => (byte)(padByte == 0 ? 0 : padByte + i)).ToArray();
            var wire = new byte[Product(extents) * elementBytes];
            new Random(1).NextBytes(wire);
            var slot = new byte[Product(padded) * elementBytes];
            slot.AsSpan().Fill(0xEE);

            new CopyGather(elementBytes, pad).Gather(wire, extents, padded, slot);

            for (var element = 0; element < slot.Length / elementBytes; element++)
                Assert.Equal(Expected(element, wire, pad, extents, padded), slot.AsSpan(element * elementBytes, elementBytes).ToArray());
        }
    }

    [Fact]
    public void Gather_NoAxes_CopiesTheOneElement()
    {
        var slot = new byte[4];

        new CopyGather(4, new byte[4]).Gather([1, 2, 3, 4], [], [], slot);

        Assert.Equal([1, 2, 3, 4], slot);
    }

    private static long Product(long[] extents) => extents.Aggregate(1L, (product, extent) => product * extent);

    private static byte[] Expected(int element, byte[] wire, byte[] pad, long[] extents, long[] padded)
    {
        long source = 0, stride = 1, rest = element;
        for (var axis = padded.Length - 1; axis >= 0; axis--)
        {
            var position = rest % padded[axis];
            rest /= padded[axis];
            if (position >= extents[axis])
                return pad;
            source += position * stride;
            stride *= extents[axis];
        }

        return wire.AsSpan((int)source * pad.Length, pad.Length).ToArray();
    }
}
