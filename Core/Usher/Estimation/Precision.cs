namespace Shepherd.Core.Usher.Estimation;

/// <summary>In what numbers a model runs.</summary>
public enum Precision
{
    /// <summary>32 bits.</summary>
    Fp32,

    /// <summary>32 bits in memory, 19 in the matrix units of Ampere and later: what ONNX Runtime and TensorRT do with a 32-bit model there by default.</summary>
    Tf32,

    /// <summary>16 bits.</summary>
    Fp16,

    /// <summary>8-bit integers.</summary>
    Int8,
}
