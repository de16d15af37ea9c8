using Shepherd.Onnx.Graphs;

namespace Shepherd.Onnx.Profiling;

/// <summary>What a model is given for one input.</summary>
/// <param name="Name">Of the input.</param>
/// <param name="Type">Of its elements.</param>
/// <param name="Dims">Extents for one request.</param>
/// <param name="BatchAxis">Axis along which requests are put together; null where the input is the same for any batch.</param>
public sealed record InputShape(string Name, ElementType Type, IReadOnlyList<long> Dims, int? BatchAxis)
{
    /// <summary>Extents for a batch.</summary>
    /// <param name="batch">From 1.</param>
    public long[] At(int batch)
    {
        long[] dims = [.. Dims];
        if (BatchAxis is { } axis)
            dims[axis] *= batch;
        return dims;
    }
}
