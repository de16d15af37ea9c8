using System.Diagnostics.Metrics;

namespace Shepherd.GpuWorker.Telemetry.Hardware;

/// <summary>GPUs by OpenTelemetry's hardware conventions. Of all that the driver shows to this process, whether this worker has them or not. Without a driver the instruments are not there: no series, rather than zeros.</summary>
internal static class GpuGauges
{
    private const double PercentPerOne = 100;

    public static void Create(Meter meter, IGpuProbe probe)
    {
        meter.CreateObservableGauge("hw.gpu.utilization", () => Each(probe, g => g.UtilizationPercent / PercentPerOne), "1", "Share of the time in which the GPU ran anything");
        meter.CreateObservableGauge("hw.gpu.memory.usage", () => Each(probe, g => (double?)g.MemoryUsed), "By", "Memory of the GPU that anybody uses");
        meter.CreateObservableGauge("hw.gpu.memory.limit", () => Each(probe, g => (double?)g.MemoryTotal), "By", "Memory of the GPU");
        meter.CreateObservableGauge("hw.gpu.memory.utilization", () => Each(probe, g => g.MemoryTotal > 0 ? (double)g.MemoryUsed / g.MemoryTotal : null), "1", "Share of the GPU's memory that anybody uses");
    }

    private static IEnumerable<Measurement<double>> Each(IGpuProbe probe, Func<GpuFigures, double?> figure)
    {
        foreach (var gpu in probe.Look())
        {
            if (figure(gpu) is { } value)
                yield return new Measurement<double>(value, new KeyValuePair<string, object?>("hw.id", gpu.Id), new KeyValuePair<string, object?>("hw.name", gpu.Name));
        }
    }
}
