using System.Text;

namespace Shepherd.Cli.Bench.Poison;

/// <summary>An ONNX graph of one node, GatherElements along the row, written by the field numbers of onnx.proto.</summary>
internal static class PickyGraph
{
    private const long IrVersion = 8;
    private const long Opset = 17;
    private const int Fp32 = 1;
    private const int Int64 = 7;
    private const int IntAttribute = 2;

    /// <param name="width">Elements of a row.</param>
    public static byte[] Write(int width)
    {
        byte[] axis = [.. Text(1, "axis"), .. Number(3, 1), .. Number(20, IntAttribute)];
        byte[] node = [.. Text(1, "row"), .. Text(1, "place"), .. Text(2, "picked"), .. Text(4, "GatherElements"), .. Message(5, axis)];
        byte[] graph =
        [
            .. Message(1, node), .. Text(2, "picky"),
            .. Message(11, Value("row", Fp32, width)), .. Message(11, Value("place", Int64, width)), .. Message(12, Value("picked", Fp32, width)),
        ];
        return [.. Number(1, IrVersion), .. Message(7, graph), .. Message(8, [.. Text(1, ""), .. Number(2, Opset)])];
    }

    private static byte[] Value(string name, int elementType, int width)
    {
        byte[] shape = [.. Message(1, Text(2, "batch")), .. Message(1, Number(1, width))];
        return [.. Text(1, name), .. Message(2, Message(1, [.. Number(1, elementType), .. Message(2, shape)]))];
    }

    private static byte[] Text(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Message(int field, byte[] content) => [.. Varint((field << 3) | 2), .. Varint(content.Length), .. content];

    private static byte[] Number(int field, long value) => [.. Varint(field << 3), .. Varint(value)];

    private static IEnumerable<byte> Varint(long value)
    {
        for (; value > 0x7F; value >>= 7)
            yield return (byte)((value & 0x7F) | 0x80);
        yield return (byte)value;
    }
}
