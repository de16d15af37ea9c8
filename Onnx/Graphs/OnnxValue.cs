namespace Shepherd.Onnx.Graphs;

/// <summary>An input or output of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Of its elements; undefined where it is no tensor.</param>
/// <param name="Dims">Extents; null where not even their number is stated, -1 for one that is free.</param>
/// <param name="Raw">The <c>ValueInfoProto</c> as it is in the file.</param>
public sealed record OnnxValue(string Name, ElementType Type, IReadOnlyList<long>? Dims, ReadOnlyMemory<byte> Raw);
