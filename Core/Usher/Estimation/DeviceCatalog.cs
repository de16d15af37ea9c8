namespace Shepherd.Core.Usher.Estimation;

/// <summary>Device types by the figures of their makers. Rates are dense (no sparsity) at boost clock.</summary>
public static class DeviceCatalog
{
    // One core works on tiles of 64 × 64 outputs, the middle of cuBLAS' and cuDNN's usual sizes (32 × 32 to 256 × 128).
    private const double GpuMatrixTile = 64 * 64;

    // Large products reach about half of the peak: BERT large in half precision at batch 16 does 0.28 (T4), 0.45 (V100) and 0.43 (A100) of it all in all (NVIDIA DeepLearningExamples, BERT/triton/large/README.md).
    private const double GpuMatrixEfficiency = 0.5;

    // Jia et al. (arXiv:1804.06826, table 3.1) measured 750 of 900 GB/s on a V100.
    private const double GpuBandwidthEfficiency = 0.8;

    // What ridge regression over kernels gives for TensorRT and for ONNX Runtime alike in NVIDIA's tables (tests/Benchmarks estimator gpu); of it 1.4 µs are scheduling delay on a V100 (iGniter, TPDS'23).
    private const double GpuLaunchNs = 6_000;

    // Assumed, no measurement at hand: half of the cores keep the whole bus busy, which shares of compute do not divide.
    private const double GpuSaturatingShare = 0.5;

    // PCIe 3.0, 4.0, 5.0 with 16 lanes: 15.75, 31.5, 63 GB/s, of which large copies see about 80 %.
    private const double Pcie3Bps = 12.6e9;
    private const double Pcie4Bps = 25.2e9;
    private const double Pcie5Bps = 50.4e9;

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<DeviceSpec> All { get; } =
    [
        // NVIDIA A100 Tensor Core GPU data sheet (June 2021), SXM4: 19.5 TFLOPS FP32, 156 TF32, 312 FP16, 624 INT8; 1,555 and 2,039 GB/s; 108 SMs (architecture white paper, table 4).
        Gpu("A100-40", 108, 40, 1_555, 19.5, Pcie4Bps) with { Tf32Flops = 156e12, Fp16Flops = 312e12, Int8Flops = 624e12, VectorTile = 2048 },
        Gpu("A100-80", 108, 80, 2_039, 19.5, Pcie4Bps) with { Tf32Flops = 156e12, Fp16Flops = 312e12, Int8Flops = 624e12, VectorTile = 2048 },
        // NVIDIA A30 data sheet (2021): 10.3 TFLOPS FP32, 82 TF32, 165 FP16, 330 INT8; 24 GB at 933 GB/s; 56 SMs.
        Gpu("A30", 56, 24, 933, 10.3, Pcie4Bps) with { Tf32Flops = 82e12, Fp16Flops = 165e12, Int8Flops = 330e12, VectorTile = 2048 },
        // NVIDIA A40 data sheet (2020): 37.4 TFLOPS FP32, 74.8 TF32, 149.7 FP16, 299.3 INT8; 48 GB at 696 GB/s; 84 SMs.
        Gpu("A40", 84, 48, 696, 37.4, Pcie4Bps) with { Tf32Flops = 74.8e12, Fp16Flops = 149.7e12, Int8Flops = 299.3e12, VectorTile = 1536 },
        // NVIDIA H100 data sheet, SXM5 (halved where it states rates with sparsity): 67 TFLOPS FP32, 494.7 TF32, 989.4 FP16, 1,978.9 INT8; 80 GB at 3,350 GB/s; 132 SMs (architecture white paper, table 2).
        Gpu("H100", 132, 80, 3_350, 67, Pcie5Bps) with { Tf32Flops = 494.7e12, Fp16Flops = 989.4e12, Int8Flops = 1_978.9e12, VectorTile = 2048 },
        // NVIDIA T4 data sheet (2019): 8.1 TFLOPS FP32, 65 FP16, 130 INT8; 16 GB at 320 GB/s; 40 SMs (Turing white paper).
        Gpu("T4", 40, 16, 320, 8.1, Pcie3Bps) with { Fp16Flops = 65e12, Int8Flops = 130e12, VectorTile = 1024 },
        // NVIDIA V100 data sheet (2020), SXM2: 15.7 TFLOPS FP32, 125 FP16 tensor; 900 GB/s; 80 SMs (Volta white paper). 8-bit integers on the vector units only: four a cycle (DP4A), 62.8.
        Gpu("V100-16", 80, 16, 900, 15.7, Pcie3Bps) with { Fp16Flops = 125e12, Int8Flops = 62.8e12, VectorTile = 2048 },
        Gpu("V100-32", 80, 32, 900, 15.7, Pcie3Bps) with { Fp16Flops = 125e12, Int8Flops = 62.8e12, VectorTile = 2048 },
    ];

    /// <summary>Short names of types that come in two sizes, and which they mean: the common one.</summary>
    public static IReadOnlyList<(string Short, string Name)> ShortNames { get; } = [("A100", "A100-80"), ("V100", "V100-16")];

    /// <summary>The device of a name in any case, or null; <see cref="ShortNames"/> are names too.</summary>
    public static DeviceSpec? Find(string name)
    {
        var wanted = name.ToUpperInvariant();
        wanted = ShortNames.FirstOrDefault(s => s.Short == wanted).Name ?? wanted;
        return All.FirstOrDefault(d => d.Name == wanted);
    }

    private static DeviceSpec Gpu(string name, int cores, int memoryGb, double bandwidthGbps, double fp32Tflops, double hostBps) =>
        new(name, cores, memoryGb * 1_000_000_000L, bandwidthGbps * 1e9, fp32Tflops * 1e12)
        {
            HostBps = hostBps,
            LaunchNs = GpuLaunchNs,
            MatrixTile = GpuMatrixTile,
            MatrixEfficiency = GpuMatrixEfficiency,
            BandwidthEfficiency = GpuBandwidthEfficiency,
            SaturatingShare = GpuSaturatingShare,
        };
}
