namespace Shepherd.Onnx.Profiling;

/// <summary>One run of a model, as ONNX Runtime's profile tells it.</summary>
/// <param name="DurationUs">From its start to its end.</param>
/// <param name="Operators">What ran, in that order.</param>
/// <param name="PeakBytes">The most that the run held of the arena beyond what was in it before.</param>
internal sealed record ObservedRun(long DurationUs, IReadOnlyList<ObservedOperator> Operators, long PeakBytes);
