using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Shepherd.GpuWorker.Telemetry.Metrics;

namespace Shepherd.GpuWorker.Telemetry.Export;

/// <summary>Listens to spans where an OTLP receiver is named.</summary>
internal sealed class TraceExport(WorkerOptions options, OtlpSettings otlp) : IDisposable
{
    private readonly TracerProvider? _provider = otlp.Traces
        ? Sdk.CreateTracerProviderBuilder().ConfigureResource(r => r.Describe(options)).AddSource(MetricNames.Scope).AddOtlpExporter().Build()
        : null;

    public void Dispose() => _provider?.Dispose();
}

/// <summary>Who exports.</summary>
internal static class WorkerResource
{
    /// <summary>Name, version and instance; <c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> win.</summary>
    public static ResourceBuilder Describe(this ResourceBuilder resource, WorkerOptions options)
    {
        var version = typeof(WorkerResource).Assembly.GetName().Version?.ToString(3);
        return resource.Clear().AddService("shepherd-worker", "shepherd", version, serviceInstanceId: options.Name).AddTelemetrySdk().AddEnvironmentVariableDetector();
    }
}
