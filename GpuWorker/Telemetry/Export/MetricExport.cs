using OpenTelemetry;
using OpenTelemetry.Metrics;
using Shepherd.GpuWorker.Telemetry.Metrics;
using Shepherd.Hosting.Prometheus;

namespace Shepherd.GpuWorker.Telemetry.Export;

/// <summary>Listens to this worker's metrics where somebody reads them: over OTLP, over HTTP, or both.</summary>
internal sealed class MetricExport : IDisposable
{
    /// <summary>The runtime's own: garbage collection, threads, exceptions.</summary>
    private const string RuntimeMeter = "System.Runtime";

    private readonly PrometheusText _text = new();
    private readonly BaseExportingMetricReader? _reader;
    private readonly MeterProvider? _provider;

    public MetricExport(WorkerOptions options, WorkerMeter own, OtlpSettings otlp)
    {
        if (!otlp.Metrics && options.Http is null)
            return;
        var builder = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(r => r.Describe(options))
            .AddMeter(MetricNames.Scope, RuntimeMeter)
            // A process may have several workers, whose meters have one name: each exports its own.
            .AddView(instrument => instrument.Meter == own.Meter || instrument.Meter.Name == RuntimeMeter ? null : MetricStreamConfiguration.Drop);
        if (options.Http is not null)
            builder.AddReader(_reader = new BaseExportingMetricReader(_text));
        if (otlp.Metrics)
            builder.AddOtlpExporter();
        _provider = builder.Build();
    }

    /// <summary>All metrics in Prometheus' text format.</summary>
    public string WriteText()
    {
        // One scrape at a time: the exporter writes into one text.
        lock (_text)
        {
            _reader!.Collect();
            return _text.Text;
        }
    }

    public void Dispose() => _provider?.Dispose();
}
