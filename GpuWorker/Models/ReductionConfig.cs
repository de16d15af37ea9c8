namespace Shepherd.GpuWorker.Models;

/// <summary>What is made of an FP32 output before it travels.</summary>
internal abstract record ReductionConfig;

/// <summary>Position and value of the largest element along an axis (batch axis not counted).</summary>
internal sealed record ArgmaxConfig(int Axis) : ReductionConfig;

/// <summary>UINT8 = clamp(round(x / <see cref="Scale"/> + <see cref="ZeroPoint"/>), 0, 255).</summary>
internal sealed record QuantizeConfig(float Scale, float ZeroPoint) : ReductionConfig;
