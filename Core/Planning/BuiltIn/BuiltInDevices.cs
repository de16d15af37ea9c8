namespace Shepherd.Core.Planning.BuiltIn;

/// <summary>
/// Device types that need no file. Memory: the vendor's capacity less 1 GiB for driver and contexts. Prices: on demand per GPU and hour in dollars, AWS us-east-1, Linux, as listed in 2024 (they changed in
/// 2025): g4dn.xlarge 0.526; p3.2xlarge 3.06; p4d.24xlarge 32.77 ÷ 8; p4de.24xlarge 40.97 ÷ 8; p5.48xlarge 98.32 ÷ 8.
/// </summary>
public static class BuiltInDevices
{
    private const long GiB = 1L << 30;

    /// <summary>NVIDIA T4, 16 GB.</summary>
    public static DeviceType T4 { get; } = new("T4", 15 * GiB, 0.526);

    /// <summary>NVIDIA V100 SXM2, 16 GB.</summary>
    public static DeviceType V100 { get; } = new("V100-16", 15 * GiB, 3.06);

    /// <summary>NVIDIA A100 SXM4, 40 GB.</summary>
    public static DeviceType A100Of40 { get; } = new("A100-40", 39 * GiB, 4.096);

    /// <summary>NVIDIA A100 SXM4, 80 GB.</summary>
    public static DeviceType A100Of80 { get; } = new("A100-80", 79 * GiB, 5.121);

    /// <summary>NVIDIA H100 SXM5, 80 GB.</summary>
    public static DeviceType H100 { get; } = new("H100", 79 * GiB, 12.29);

    /// <summary>All of them, by ascending price.</summary>
    public static IReadOnlyList<DeviceType> All { get; } = [T4, V100, A100Of40, A100Of80, H100];

    /// <summary>The type of a name, or null.</summary>
    public static DeviceType? Find(string name) => All.FirstOrDefault(d => d.Name == name);
}
