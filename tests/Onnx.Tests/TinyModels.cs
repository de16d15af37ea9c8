using Shepherd.Onnx.Graphs;

namespace Shepherd.Onnx.Tests;

/// <summary>Models of a few operators.</summary>
internal static class TinyModels
{
    /// <summary>relu(conv(x)) over [batch, 3, 8, 8] with 4 filters of 3 × 3, then a mean and a product with [4, 5].</summary>
    public static byte[] Convolution(long batch = -1) => OnnxWriter.Model(
        [
            OnnxWriter.Node("conv", "Conv", ["x", "filter"], ["c"], OnnxWriter.Attribute("kernel_shape", 3, 3), OnnxWriter.Attribute("pads", 1, 1, 1, 1)),
            OnnxWriter.Node("relu", "Relu", ["c"], ["r"]),
            OnnxWriter.Node("mean", "GlobalAveragePool", ["r"], ["m"]),
            OnnxWriter.Node("flat", "Flatten", ["m"], ["f"]),
            OnnxWriter.Node("dense", "MatMul", ["f", "w"], ["y"]),
        ],
        [OnnxWriter.Weight("filter", [4, 3, 3, 3], 0.1f), OnnxWriter.Weight("w", [4, 5], 0.2f)],
        [OnnxWriter.Value("x", batch, 3, 8, 8)],
        [OnnxWriter.Value("y", batch, 5)]);

    /// <summary>A file with these bytes that is gone after the test.</summary>
    public static TemporaryFile Save(byte[] model) => new(model);
}

/// <summary>A file that is deleted again.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(byte[] bytes) => File.WriteAllBytes(Path, bytes);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");

    public void Dispose() => File.Delete(Path);
}
