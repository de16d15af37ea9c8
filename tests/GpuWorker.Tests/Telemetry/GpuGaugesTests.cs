using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Shepherd.GpuWorker.Telemetry.Hardware;
using Shepherd.Hosting.Prometheus;
using Shepherd.Tests.Shared.Prometheus;

namespace Shepherd.GpuWorker.Tests.Telemetry;

public sealed class GpuGaugesTests : IDisposable
{
    private readonly Meter _meter = new($"test-{Guid.NewGuid()}");

    public void Dispose() => _meter.Dispose();

    [SkippableFact]
    public async Task Create_TwoGpus_TellsEachByItsIdAndPromtoolTakesIt()
    {
        GpuGauges.Create(_meter, new Probe(
            new GpuFigures("GPU-1", "A100", 10L << 30, 40L << 30) { UtilizationPercent = 75 },
            // A slice of a GPU has no utilization of its own.
            new GpuFigures("MIG-2", "A100", 1L << 30, 5L << 30)));

        var text = Scrape();

        Assert.Contains("hw_gpu_utilization{hw_id=\"GPU-1\",hw_name=\"A100\"} 0.75\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hw_gpu_utilization{hw_id=\"MIG-2\"", text, StringComparison.Ordinal);
        Assert.Contains("hw_gpu_memory_usage_bytes{hw_id=\"MIG-2\",hw_name=\"A100\"} 1073741824\n", text, StringComparison.Ordinal);
        Assert.Contains("hw_gpu_memory_limit_bytes{hw_id=\"GPU-1\",hw_name=\"A100\"} 42949672960\n", text, StringComparison.Ordinal);
        Assert.Contains("hw_gpu_memory_utilization{hw_id=\"GPU-1\",hw_name=\"A100\"} 0.25\n", text, StringComparison.Ordinal);
        Assert.Equal("", await Promtool.CheckAsync(text));
    }

    [Fact]
    public void Create_GpuIsGone_TellsNothingOfIt()
    {
        GpuGauges.Create(_meter, new Probe());

        Assert.DoesNotContain("hw_", Scrape(), StringComparison.Ordinal);
    }

    private string Scrape()
    {
        var exporter = new PrometheusText();
        var reader = new BaseExportingMetricReader(exporter);
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter(_meter.Name).AddReader(reader).Build();
        reader.Collect();
        return exporter.Text;
    }

    private sealed class Probe(params GpuFigures[] gpus) : IGpuProbe
    {
        public IReadOnlyList<GpuFigures> Look() => gpus;
    }
}
