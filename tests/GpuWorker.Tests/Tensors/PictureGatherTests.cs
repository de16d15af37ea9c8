using System.Runtime.InteropServices;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Tensors;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tests.Tensors;

public class PictureGatherTests
{
    private const float Pad = -0.25f;

    public static TheoryData<TensorDatatype, bool, int[], int> Cases()
    {
        var cases = new TheoryData<TensorDatatype, bool, int[], int>();
        int[][] orders = [[0, 1, 2], [2, 1, 0], [1, 2, 0], [0], [3, 0, 2, 1]];
        foreach (var order in orders)
        {
            // Below, at and past the width of a vector, and a mixture of both.
            foreach (var width in (int[])[1, 15, 16, 17, 48, 61])
            {
                cases.Add(TensorDatatype.UInt8, true, order, width);
                cases.Add(TensorDatatype.UInt8, false, order, width);
                cases.Add(TensorDatatype.Fp32, true, order, width);
                cases.Add(TensorDatatype.Fp32, false, order, width);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gather_AnyForm_EqualsScalarReference(TensorDatatype datatype, bool channelsLast, int[] order, int width)
    {
        var random = new Random(width);
        var count = order.Length;
        var wire = new WireConfig(
            datatype, channelsLast, order, 1 / 255.0, [.. order.Select(_ => random.NextDouble())], [.. order.Select(_ => 0.1 + random.NextDouble())]);
        foreach (var (height, bucketHeight, bucketWidth) in ((int, int, int)[])[(1, 1, width), (5, 5, width), (5, 7, width + 19), (5, 5, width + 1), (5, 8, width)])
        {
            var values = Enumerable.Range(0, count * height * width).Select(_ => (float)random.Next(256)).ToArray();
            var slot = new float[count * bucketHeight * bucketWidth];
            Array.Fill(slot, float.NaN);

            new PictureGather(wire, Pad).Gather(Encode(datatype, values), [count, height, width], [count, bucketHeight, bucketWidth], MemoryMarshal.AsBytes(slot.AsSpan()));

            Assert.Equal(Reference(wire, values, height, width, bucketHeight, bucketWidth), slot);
        }
    }

    [Fact]
    public void Gather_BytesAtAnOddAddress_AreRead()
    {
        var wire = new WireConfig(TensorDatatype.Fp32, false, [0], 2, [0], [1]);
        var bytes = new byte[1 + 3 * sizeof(float)];
        MemoryMarshal.AsBytes<float>([1, 2, 3]).CopyTo(bytes.AsSpan(1));
        var slot = new float[3];

        new PictureGather(wire, 0).Gather(bytes.AsSpan(1), [1, 1, 3], [1, 1, 3], MemoryMarshal.AsBytes(slot.AsSpan()));

        Assert.Equal([2, 4, 6], slot);
    }

    private static byte[] Encode(TensorDatatype datatype, float[] values) =>
        datatype == TensorDatatype.UInt8 ? [.. values.Select(value => (byte)value)] : MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static float[] Reference(WireConfig wire, float[] values, int height, int width, int bucketHeight, int bucketWidth)
    {
        var count = wire.Channels.Count;
        var expected = new float[count * bucketHeight * bucketWidth];
        Array.Fill(expected, Pad);
        for (var c = 0; c < count; c++)
        {
            var factor = (float)(wire.Scale / wire.Std[c]);
            var offset = (float)(-wire.Mean[c] / wire.Std[c]);
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var source = wire.Channels[c];
                    var value = wire.ChannelsLast ? values[(y * width + x) * count + source] : values[(source * height + y) * width + x];
                    expected[(c * bucketHeight + y) * bucketWidth + x] = value * factor + offset;
                }
            }
        }

        return expected;
    }
}
