namespace Shepherd.Core.Usher.Estimation;

/// <summary>Weights that <see cref="NonNegativeRidge"/> learnt, by <see cref="RooflineFeatures.Names"/>. <c>tests/Benchmarks estimator</c> learns them anew, and reports their errors on models and devices held out.</summary>
public static class LearnedWeights
{
    /// <summary>TensorRT behind Triton, half precision, fused kernels; of NVIDIA's DeepLearningExamples (commit 729963dd) and iGniter (TPDS'23): 5 models on 6 types of GPU, 104 points. A run's part is Triton's, and its copies.</summary>
    public static IReadOnlyList<double> TensorRt { get; } = [402.9003, 1.0499, 0.1357, 0.0319, 2.3031, 0, 0, 0, 2.1413, 9.6795];

    /// <summary>ONNX Runtime 1.29 on one thread of an x86-64 server, its kernels as they run; of three PP-OCRv4 models, operator by operator and whole.</summary>
    public static IReadOnlyList<double> Cpu { get; } = [0, 5.8591, 0.9567, 0.9223, 1.6614, 0, 2.0371, 5.292, 1.252, 0];
}
