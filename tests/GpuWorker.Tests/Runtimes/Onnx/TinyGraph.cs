using System.Text;

namespace Shepherd.GpuWorker.Tests.Runtimes.Onnx;

/// <summary>Writes one-node ONNX graphs (onnx.proto, by field number), so that tests need no fetched weights.</summary>
internal static class TinyGraph
{
    public const int Fp32 = 1;
    public const int Int64 = 7;

    /// <summary>Inputs and the output 'y' all have the same element type and extents; -1 is free.</summary>
    public static byte[] Write(string operation, string[] inputs, int elementType, params long[] extents)
    {
        byte[] node = [.. inputs.SelectMany(input => Text(1, input)), .. Text(2, "y"), .. Text(4, operation)];
        byte[] graph =
        [
            .. Message(1, node),
            .. Text(2, "tiny"),
            .. inputs.SelectMany(input => Message(11, ValueInfo(input, elementType, extents))),
            .. Message(12, ValueInfo("y", elementType, extents)),
        ];
        const long irVersion = 8;
        const long opset = 17;
        return [.. Number(1, irVersion), .. Message(7, graph), .. Message(8, [.. Text(1, ""), .. Number(2, opset)])];
    }

    private static byte[] ValueInfo(string name, int elementType, long[] extents)
    {
        byte[] shape = [.. extents.SelectMany((extent, axis) => Message(1, extent < 0 ? Text(2, $"free{axis}") : Number(1, extent)))];
        return [.. Text(1, name), .. Message(2, Message(1, [.. Number(1, elementType), .. Message(2, shape)]))];
    }

    private static byte[] Text(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Message(int field, byte[] content) => [.. Varint(field << 3 | 2), .. Varint(content.Length), .. content];

    private static byte[] Number(int field, long value) => [.. Varint(field << 3), .. Varint(value)];

    private static IEnumerable<byte> Varint(long value)
    {
        for (; value > 0x7F; value >>= 7)
            yield return (byte)(value & 0x7F | 0x80);
        yield return (byte)value;
    }
}
