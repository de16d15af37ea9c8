using Shepherd.Schemas;

namespace Shepherd.Cli.Bench.Load;

/// <summary>A model repository with one model that answers its input, and requests for it.</summary>
internal static class EchoRepository
{
    public const string Model = "echo";

    /// <summary>Long enough that nothing expires on a busy machine: what is measured is the path, not its deadlines.</summary>
    private const int SloMs = 60_000;

    /// <summary>Largest tensor that requests may bring.</summary>
    private const int ElementsMax = 1 << 17;

    /// <summary>Writes it.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="elementsMax">Largest tensor that requests may bring.</param>
    /// <returns>Its root.</returns>
    public static string Write(string folder, int elementsMax = ElementsMax)
    {
        var root = Path.Combine(folder, "models");
        var version = Directory.CreateDirectory(Path.Combine(root, Model, "1")).FullName;
        File.WriteAllText(Path.Combine(version, "config.yaml"), $"""
            runtime: echo
            slo_ms: {SloMs}
            max_batch: 64
            inputs:
              - name: x
                datatype: UINT8
                shape: [-1]
                max_extent: {elementsMax}
            outputs:
              - name: x
                datatype: UINT8
                shape: [-1]
            """);
        return root;
    }

    /// <summary>A request's value: a tensor of so many bytes.</summary>
    public static byte[] Request(int bytes)
    {
        var data = new byte[bytes];
        new Random(bytes).NextBytes(data);
        using var writer = new PooledBufferWriter();
        RequestCodec.Encode(new InferenceRequest("", Model, [new Tensor("x", TensorDatatype.UInt8, [1, bytes], data)]), ContentTypes.Avro, writer);
        return writer.WrittenSpan.ToArray();
    }
}
