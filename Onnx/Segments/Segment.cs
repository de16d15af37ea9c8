namespace Shepherd.Onnx.Segments;

/// <summary>A part of a model: operators that follow one another, run as a session of their own.</summary>
/// <param name="First">Index of its first operator in the optimised graph.</param>
/// <param name="Operators">How many it has.</param>
/// <param name="Inputs">Tensors that it is given: the model's inputs, and what segments before it wrote.</param>
/// <param name="Outputs">Tensors that it gives: the model's outputs, and what segments after it read.</param>
/// <param name="DurationNs">How long its operators ran together when they were measured, one request a batch.</param>
/// <param name="LiveBytes">What has to be kept behind it while a batch of one is suspended there; 0 for the last.</param>
public sealed record Segment(int First, int Operators, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, long DurationNs, long LiveBytes);
