using Shepherd.Onnx.Graphs;

namespace Shepherd.Onnx.Profiling;

/// <summary>Type and extents of a tensor in a run.</summary>
/// <param name="Type">Of its elements.</param>
/// <param name="Dims">Extents; none for a scalar.</param>
internal sealed record TensorShape(ElementType Type, IReadOnlyList<long> Dims)
{
    public double Elements { get; } = Dims.Aggregate(1.0, (product, extent) => product * extent);

    public double Bytes => Elements * ElementTypes.SizeOf(Type);
}
