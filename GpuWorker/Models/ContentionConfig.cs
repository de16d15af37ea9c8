namespace Shepherd.GpuWorker.Models;

/// <summary>How a replayed model and its neighbours on one device slow each other down.</summary>
/// <param name="Sensitivity">How much longer its batches take for each unit of the neighbours' pressure; 0: not at all.</param>
/// <param name="Pressure">What a running batch of it puts on the others, as the share of the device's cache that it uses; 0 to 1.</param>
internal sealed record ContentionConfig(double Sensitivity, double Pressure)
{
    public static readonly ContentionConfig None = new(0, 0);
}
