namespace Shepherd.Simulator.Workloads.BuiltIn;

/// <summary>
/// Lines of least relative squares through the latency tables that NVIDIA publishes in the READMEs of DeepLearningExamples (commit 729963dd): half precision; TensorRT
/// or ONNX Runtime with TensorRT behind Triton, SSD in TensorFlow. Devices: A100 80 GB (SSD: 40 GB), V100 32 GB (SSD: 16 GB), T4.
/// </summary>
public static class BuiltInProfiles
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<BuiltInProfile> All { get; } =
    [
        new("resnet50-a100", 0.3173, 1.5769, 128, 0.148),
        new("bert-large-a100", 1.7052, 1.8909, 16, 0.009),
        new("bert-dist6l-a100", 0.3191, 0.7892, 16, 0.045),
        new("bert-dist4l-a100", 0.1268, 0.481, 16, 0.065),
        new("gpunet-0.5ms-d-a100", 0.0848, 0.5289, 64, 0.09),
        new("gpunet-1.75ms-a100", 0.3028, 1.1283, 64, 0.032),
        new("ssd320-resnet50-a100", 12.7148, 12.965, 64, 0.062),
        new("resnet50-v100", 0.4952, 2.2422, 128, 0.201),
        new("bert-large-v100", 4.2419, 3.7719, 16, 0.015),
        new("bert-dist6l-v100", 0.7823, 1.2185, 16, 0.003),
        new("bert-dist4l-v100", 0.2769, 0.9203, 16, 0.011),
        new("gpunet-0.5ms-d-v100", 0.1408, 0.9462, 64, 0.051),
        new("gpunet-1.75ms-v100", 0.5401, 1.7031, 64, 0.024),
        new("ssd320-resnet50-v100", 14.2284, 19.822, 64, 0.063),
        new("resnet50-t4", 0.7994, 2.3312, 128, 0.045),
        new("bert-large-t4", 13.9227, 0.4994, 16, 0.023),
        new("bert-dist6l-t4", 2.144, 0.6572, 16, 0.005),
        new("bert-dist4l-t4", 0.5626, 0.6363, 16, 0.007),
        new("ssd320-resnet50-t4", 22.7113, 24.3453, 64, 0.093),
    ];

    /// <summary>The profile of a name, or null.</summary>
    public static BuiltInProfile? Find(string name) => All.FirstOrDefault(p => p.Name == name);
}
