namespace Shepherd.Onnx.Graphs;

/// <summary>A weight.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Of its elements.</param>
/// <param name="Dims">Extents.</param>
/// <param name="Raw">The <c>TensorProto</c> as it is in the file: a slice, not a copy.</param>
public sealed record OnnxInitializer(string Name, ElementType Type, IReadOnlyList<long> Dims, ReadOnlyMemory<byte> Raw)
{
    /// <summary>Whether its elements are in another file.</summary>
    public bool IsExternal { get; init; }

    /// <summary>How many elements it has.</summary>
    public long Elements => Dims.Aggregate(1L, (product, extent) => product * extent);

    /// <summary>Size of its elements in memory.</summary>
    public long Bytes => Elements * ElementTypes.SizeOf(Type);
}
