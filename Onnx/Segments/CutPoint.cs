namespace Shepherd.Onnx.Segments;

/// <summary>A place where a graph can be cut.</summary>
/// <param name="Position">Index of the first operator after it.</param>
/// <param name="LiveBytes">What has to be kept there, bytes.</param>
internal readonly record struct CutPoint(int Position, long LiveBytes);
