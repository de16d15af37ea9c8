using Shepherd.GpuWorker.Tensors;

namespace Shepherd.GpuWorker.Tests.Tensors;

public class QuantizerTests
{
    [Theory]
    [InlineData(1 / 255f, 0f)]
    [InlineData(0.5f, 128f)]
    [InlineData(2 / 255f, 127.5f)]
    public void Quantize_RandomData_EqualsReference(float scale, float zeroPoint)
    {
        var random = new Random(7);
        // Past both ends of the range, and not a whole number of vectors.
        var data = Enumerable.Range(0, 1003).Select(_ => (random.NextSingle() * 300 - 20 - zeroPoint) * scale).ToArray();
        var quantized = new byte[data.Length];

        Quantizer.Quantize(data, scale, zeroPoint, quantized);

        Assert.Equal(data.Select(x => (byte)Math.Clamp(MathF.Round(x / scale + zeroPoint), 0, 255)), quantized);
        Assert.Contains((byte)0, quantized);
        Assert.Contains((byte)255, quantized);
    }

    [Fact]
    public void Quantize_Oddities_AreAlikeInVectorAndScalar()
    {
        float[] odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0.5f, 1.5f, 2.5f, 254.5f, float.MaxValue, -0.5f];
        byte[] expected = [0, 255, 0, 0, 2, 2, 254, 255, 0];
        var quantized = new byte[16 + odd.Length];

        Quantizer.Quantize([.. odd, .. new float[16 - odd.Length], .. odd], 1, 0, quantized);

        Assert.Equal(expected, quantized[..odd.Length]);
        Assert.Equal(expected, quantized[16..]);
    }
}
