using System.Diagnostics.Metrics;

namespace Shepherd.GpuWorker.Telemetry.Metrics;

/// <summary>One worker's meter. A process may have several workers, whose meters share a name.</summary>
internal sealed class WorkerMeter : IDisposable
{
    public Meter Meter { get; } = new(MetricNames.Scope, typeof(WorkerMeter).Assembly.GetName().Version?.ToString(3));

    public void Dispose() => Meter.Dispose();
}
