namespace Shepherd.Core.Usher.Estimation;

/// <summary>What a type of device can do at most, and how near to that good kernels come.</summary>
/// <param name="Name">For example <c>A100-80</c>.</param>
/// <param name="Cores">Streaming multiprocessors of a GPU; threads of a CPU.</param>
/// <param name="MemoryBytes">Its memory.</param>
/// <param name="BandwidthBps">Bytes per second between it and its memory.</param>
/// <param name="Fp32Flops">FLOP per second of the vector units, 32 bits.</param>
public sealed record DeviceSpec(string Name, int Cores, long MemoryBytes, double BandwidthBps, double Fp32Flops)
{
    /// <summary>Of the matrix units in TF32; 0 where they have none.</summary>
    public double Tf32Flops { get; init; }

    /// <summary>Of the matrix units in 16 bits; 0 where they have none.</summary>
    public double Fp16Flops { get; init; }

    /// <summary>Of the matrix units in 8-bit integers; 0 where they have none.</summary>
    public double Int8Flops { get; init; }

    /// <summary>Bytes per second between host and device; infinite where there is nothing between.</summary>
    public double HostBps { get; init; } = double.PositiveInfinity;

    /// <summary>Time that a kernel takes beyond its work.</summary>
    public double LaunchNs { get; init; }

    /// <summary>Output elements of one tile of a matrix product, which one core computes.</summary>
    public double MatrixTile { get; init; } = 1;

    /// <summary>Output elements that one core computes at the same time otherwise.</summary>
    public double VectorTile { get; init; } = 1;

    /// <summary>Part of the peak that large matrix products reach.</summary>
    public double MatrixEfficiency { get; init; } = 1;

    /// <summary>Part of the bandwidth that large copies reach.</summary>
    public double BandwidthEfficiency { get; init; } = 1;

    /// <summary>Part of the cores that is enough for all of the bandwidth.</summary>
    public double SaturatingShare { get; init; } = 1;

    /// <summary>What a model as it was written runs in.</summary>
    public Precision DefaultPrecision => Tf32Flops > 0 ? Precision.Tf32 : Precision.Fp32;

    /// <summary>Peak of matrix products, FLOP per second; 0 where the device has none in that precision.</summary>
    public double MatrixFlops(Precision precision) => precision switch
    {
        Precision.Fp32 => Fp32Flops,
        Precision.Tf32 => Tf32Flops,
        Precision.Fp16 => Fp16Flops,
        Precision.Int8 => Int8Flops,
        _ => throw new ArgumentOutOfRangeException(nameof(precision), precision, "not a precision"),
    };

    /// <summary>Says why a model cannot compute in a precision here, and in which it can; null where it can.</summary>
    public string? FindFault(Precision precision) => MatrixFlops(precision) > 0
        ? null
        : $"device '{Name}' has no {precision.ToString().ToUpperInvariant()} units; choose a precision of {string.Join(", ", Enum.GetValues<Precision>().Where(p => MatrixFlops(p) > 0).Select(p => p.ToString().ToLowerInvariant()))}";

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        var rates = new[] { BandwidthBps, Fp32Flops, MatrixTile, VectorTile, MatrixEfficiency, BandwidthEfficiency, SaturatingShare };
        if (Cores < 1 || MemoryBytes < 1 || rates.Any(r => !(r > 0) || !double.IsFinite(r)) || !(HostBps > 0) || !(LaunchNs >= 0) || !double.IsFinite(LaunchNs))
            return $"device '{Name}': its cores, memory and rates must be positive numbers";
        return MatrixEfficiency > 1 || BandwidthEfficiency > 1 || SaturatingShare > 1 ? $"device '{Name}': efficiencies and the saturating share must be at most 1" : null;
    }
}
