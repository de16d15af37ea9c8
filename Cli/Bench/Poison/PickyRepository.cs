using Shepherd.Schemas;

namespace Shepherd.Cli.Bench.Poison;

/// <summary>
/// A model repository whose model picks elements of a row by their places, and fails with its whole batch where a place is none: ONNX Runtime's own error, on values that no contract of shapes and types can tell.
/// </summary>
internal static class PickyRepository
{
    public const string Model = "picky";

    /// <summary>Elements of a row.</summary>
    private const int Width = 4;

    private const int SloMs = 600_000;

    /// <summary>Writes it.</summary>
    /// <returns>Its root.</returns>
    public static string Write(string folder)
    {
        var root = Path.Combine(folder, "models");
        var version = Directory.CreateDirectory(Path.Combine(root, Model, "1")).FullName;
        File.WriteAllBytes(Path.Combine(version, "model.onnx"), PickyGraph.Write(Width));
        File.WriteAllText(Path.Combine(version, "config.yaml"), $"""
            runtime: onnx
            slo_ms: {SloMs}
            max_batch: 64
            inputs:
              - name: row
                datatype: FP32
                shape: [{Width}]
              - name: place
                datatype: INT64
                shape: [{Width}]
            outputs:
              - name: picked
                datatype: FP32
                shape: [{Width}]
            """);
        return root;
    }

    /// <summary>A request's value.</summary>
    /// <param name="isPoison">One of its places is none.</param>
    public static byte[] Request(bool isPoison)
    {
        var row = new byte[Width * sizeof(float)];
        var place = new byte[Width * sizeof(long)];
        BitConverter.TryWriteBytes(place, isPoison ? 99L : 1L);
        using var writer = new PooledBufferWriter();
        Tensor[] inputs = [new("row", TensorDatatype.Fp32, [1, Width], row), new("place", TensorDatatype.Int64, [1, Width], place)];
        RequestCodec.Encode(new InferenceRequest("", Model, inputs), ContentTypes.Avro, writer);
        return writer.WrittenSpan.ToArray();
    }
}
