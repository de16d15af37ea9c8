namespace Shepherd.Onnx.Profiling;

/// <summary>One operator in one run, as ONNX Runtime's profile tells it.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="DurationUs">How long its kernel ran; whole microseconds.</param>
/// <param name="Outputs">What it wrote.</param>
internal sealed record ObservedOperator(string Node, long DurationUs, IReadOnlyList<TensorShape> Outputs);
