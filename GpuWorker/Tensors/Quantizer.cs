using System.Runtime.Intrinsics;

namespace Shepherd.GpuWorker.Tensors;

/// <summary>FP32 to UINT8: clamp(round(x / scale + zero point), 0, 255), ties to even; NaN becomes 0.</summary>
internal static class Quantizer
{
    public static void Quantize(ReadOnlySpan<float> data, float scale, float zeroPoint, Span<byte> quantized)
    {
        var x = 0;
        for (; x <= data.Length - Vector128<byte>.Count; x += Vector128<byte>.Count)
        {
            var block = data.Slice(x, Vector128<byte>.Count);
            var low = Vector128.Narrow(Block(block, scale, zeroPoint), Block(block[4..], scale, zeroPoint));
            var high = Vector128.Narrow(Block(block[8..], scale, zeroPoint), Block(block[12..], scale, zeroPoint));
            Vector128.Narrow(low, high).AsByte().CopyTo(quantized[x..]);
        }

        for (; x < data.Length; x++)
            quantized[x] = Quantize(data[x], scale, zeroPoint);
    }

    private static Vector128<int> Block(ReadOnlySpan<float> data, float scale, float zeroPoint)
    {
        var scaled = Vector128.Round(Vector128.Create(data) / Vector128.Create(scale) + Vector128.Create(zeroPoint));
        return Vector128.ConvertToInt32(Vector128.Min(Vector128.Max(scaled, Vector128<float>.Zero), Vector128.Create((float)byte.MaxValue)));
    }

    private static byte Quantize(float x, float scale, float zeroPoint)
    {
        var scaled = MathF.Round(x / scale + zeroPoint);
        return float.IsNaN(scaled) ? (byte)0 : (byte)Math.Clamp(scaled, 0, byte.MaxValue);
    }
}
