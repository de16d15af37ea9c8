namespace Shepherd.Core.Usher.Estimation;

/// <summary>Roofline of one kernel: its launch, and the longer of its arithmetic and its memory traffic.</summary>
/// <param name="LaunchNs">What it takes beyond its work.</param>
/// <param name="WorkNs">Arithmetic, with the whole device busy.</param>
/// <param name="TileNs">Arithmetic, with each tile on a core of its own: no share of the device makes it shorter.</param>
/// <param name="MemoryNs">Memory traffic, with all of the bandwidth.</param>
/// <param name="Fill">Part of the device's cores that its tiles can occupy, above 0 and at most 1 (Creq of a kernel).</param>
internal readonly record struct KernelTime(double LaunchNs, double WorkNs, double TileNs, double MemoryNs, double Fill)
{
    /// <summary>Arithmetic on the whole device.</summary>
    public double ComputeNs => Math.Max(WorkNs, TileNs);

    /// <summary>How long it runs on the whole device.</summary>
    public double TotalNs => LaunchNs + Math.Max(ComputeNs, MemoryNs);

    /// <summary>The same on a part of the cores; never shorter.</summary>
    /// <param name="share">Above 0 and at most 1.</param>
    /// <param name="saturating">Part of the cores that is enough for all of the bandwidth.</param>
    public KernelTime On(double share, double saturating) => this with { WorkNs = WorkNs / share, MemoryNs = MemoryNs / Math.Min(1, share / saturating) };

    /// <summary>A kernel on a device. Not shorter for a larger batch.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="device">The device.</param>
    /// <param name="precision">What it computes in.</param>
    /// <param name="byteScale">Size of an element in that precision ÷ size as the model was written.</param>
    /// <param name="batch">From 1.</param>
    public static KernelTime Of(GraphOperator kernel, DeviceSpec device, Precision precision, double byteScale, int batch)
    {
        if (kernel.Kind == OperatorKind.View)
            return default;
        var isMatrix = kernel.Kind is OperatorKind.Matrix or OperatorKind.Recurrent;
        // Depthwise filters, reductions and pointwise functions run on the vector units, in 32 bits at least.
        var rate = (isMatrix ? device.MatrixFlops(precision) : device.Fp32Flops) * device.MatrixEfficiency / 1e9;
        var tile = isMatrix ? device.MatrixTile : device.VectorTile;
        var flops = kernel.Flops.At(batch);
        // What one tile computes is taken at a batch of one: with it a kernel of few tiles takes as long as one tile, however large the batch.
        var tileFlops = Math.Min(flops, kernel.Flops.At(1) * tile / Math.Max(1, kernel.Outputs.At(1) / kernel.Steps));
        var bytes = (kernel.WeightBytes + kernel.ReadBytes.At(batch) + kernel.WrittenBytes.At(batch)) * byteScale;
        var tiles = Math.Ceiling(kernel.Outputs.At(batch) / kernel.Steps / tile);
        return new KernelTime(
            device.LaunchNs * kernel.Steps, flops / rate, tileFlops * device.Cores / rate, bytes / (device.BandwidthBps * device.BandwidthEfficiency / 1e9), Math.Clamp(tiles / device.Cores, 1.0 / device.Cores, 1));
    }
}
