namespace Shepherd.GpuWorker.Telemetry.Hardware;

/// <summary>Looks at the GPUs of this machine.</summary>
internal interface IGpuProbe
{
    /// <summary>As they are now. From any thread.</summary>
    IReadOnlyList<GpuFigures> Look();
}

/// <summary>One GPU.</summary>
/// <param name="Id">Its UUID.</param>
/// <param name="Name">Its model.</param>
/// <param name="MemoryUsed">Bytes that anybody uses.</param>
/// <param name="MemoryTotal">Bytes that it has.</param>
internal sealed record GpuFigures(string Id, string Name, long MemoryUsed, long MemoryTotal)
{
    /// <summary>Share of the last sample period (1/6 to 1 s) in which anything ran; null where the device does not say, as slices of one do not.</summary>
    public int? UtilizationPercent { get; init; }
}
