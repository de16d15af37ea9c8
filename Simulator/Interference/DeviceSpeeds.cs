namespace Shepherd.Simulator.Interference;

/// <summary>What kind of network a model is, as far as devices treat kinds differently.</summary>
public enum ModelFamily
{
    /// <summary>Convolutions.</summary>
    Cnn,

    /// <summary>Attention and large matrix products.</summary>
    Transformer,
}

/// <summary>How long device types take against a V100, for what a share makes shorter and for what it does not.</summary>
/// <param name="Scaling">Time of the part that grows with the batch ÷ that on a V100.</param>
/// <param name="Constant">Time of the part that does not ÷ that on a V100.</param>
/// <remarks>
/// Measured: geometric means over the slopes and constants of NVIDIA's tables in DeepLearningExamples (commit 729963dd, half precision): A100-80 and T4 from ResNet-50 and GPUNet (CNN) and BERT large, 6 and 4
/// layers (transformer) behind Triton; A100-40 and part of T4 from SSD and U-Net in TensorFlow. T4's constant for transformers is the ratio of l(1), as BERT is bound by arithmetic there from one request on.
/// Not measured: A100-40 with transformers (the A100-80's arithmetic, its constant by the bandwidths 2,039 and 1,555 GB/s of the vendor); H100 (the A100-80's by the vendor's dense half-precision peaks, 312 and 989
/// TFLOPS, and bandwidths, 2,039 and 3,350 GB/s, each to the power to which the step from V100, 125 TFLOPS and 900 GB/s, to A100-80 was realised).
/// </remarks>
public readonly record struct DeviceSpeed(double Scaling, double Constant)
{
    private static readonly (string Name, DeviceSpeed Cnn, DeviceSpeed Transformer)[] Known =
    [
        ("T4", new(1.605, 1.13), new(2.634, 1.36)),
        ("V100-16", new(1, 1), new(1, 1)),
        ("A100-40", new(0.689, 0.66), new(0.422, 0.726)),
        ("A100-80", new(0.594, 0.617), new(0.422, 0.554)),
        ("H100", new(0.308, 0.46), new(0.143, 0.387)),
    ];

    /// <summary>The speed of a type; null where it is not known.</summary>
    public static DeviceSpeed? Of(string type, ModelFamily family)
    {
        var at = Array.FindIndex(Known, k => k.Name == type);
        return at < 0 ? null : family == ModelFamily.Cnn ? Known[at].Cnn : Known[at].Transformer;
    }

    /// <summary>This one as seen from another type.</summary>
    public DeviceSpeed Against(DeviceSpeed reference) => new(Scaling / reference.Scaling, Constant / reference.Constant);
}
