using Shepherd.Core.Usher.Estimation;

namespace Shepherd.Onnx.Costs;

/// <summary>What one operator does in one run.</summary>
/// <param name="Kind">How it uses a device.</param>
/// <param name="Flops">Floating-point operations.</param>
/// <param name="Steps">Steps one after the other.</param>
internal readonly record struct OperatorWork(OperatorKind Kind, double Flops, int Steps = 1);
