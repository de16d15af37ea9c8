using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Shepherd.Hosting.Prometheus;
using Shepherd.Tests.Shared.Prometheus;

namespace Shepherd.GpuWorker.Tests.Telemetry;

public sealed class PrometheusTests : IDisposable
{
    private readonly Meter _meter = new($"test-{Guid.NewGuid()}");

    public void Dispose() => _meter.Dispose();

    [Theory]
    [InlineData("shepherd.request.duration", "s", "histogram", "shepherd_request_duration_seconds")]
    [InlineData("shepherd.requests", "{request}", "counter", "shepherd_requests_total")]
    [InlineData("shepherd.inflight.size", "By", "gauge", "shepherd_inflight_size_bytes")]
    [InlineData("2x", "1", "gauge", "_2x")]
    [InlineData("dotnet.timer.count", "{timer}", "gauge", "dotnet_timer_count_current")]
    public void OfMetric_OpenTelemetrysName_IsPrometheus(string name, string unit, string type, string expected) =>
        Assert.Equal(expected, PrometheusNames.OfMetric(name, unit, type));

    [Fact]
    public void Export_LabelsAndHelp_AreEscaped()
    {
        var text = Write(() => _meter.CreateCounter<long>("odd", null, "back\\slash\nline").Add(3, new KeyValuePair<string, object?>("a.b", "q\"b\\n\nx")));

        Assert.Equal("# HELP odd_total back\\\\slash\\nline\n# TYPE odd_total counter\nodd_total{a_b=\"q\\\"b\\\\n\\nx\"} 3\n", text);
    }

    [Fact]
    public void Export_Histogram_CountsUpToEachBound()
    {
        var text = Write(() =>
        {
            var histogram = _meter.CreateHistogram("h", "s", "time", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
            foreach (var value in (double[])[0.05, 0.5, 0.5, 7])
                histogram.Record(value, new KeyValuePair<string, object?>("k", "v"));
        });

        Assert.Equal(
            "# HELP h_seconds time\n# TYPE h_seconds histogram\nh_seconds_bucket{k=\"v\",le=\"0.1\"} 1\nh_seconds_bucket{k=\"v\",le=\"1\"} 3\nh_seconds_bucket{k=\"v\",le=\"+Inf\"} 4\nh_seconds_sum{k=\"v\"} 8.05\nh_seconds_count{k=\"v\"} 4\n",
            text);
    }

    [SkippableFact]
    public async Task Export_OddLabels_ArePromtoolsToo()
    {
        var text = Write(() => _meter.CreateCounter<long>("odd", null, "back\\slash\nline").Add(3, new KeyValuePair<string, object?>("a.b", "q\"b\\n\nx")));

        Assert.Equal("", await Promtool.CheckAsync(text));
        Assert.NotEqual("", await Promtool.CheckAsync(text.Replace("\\\"", "\"", StringComparison.Ordinal)));
    }

    private string Write(Action measure)
    {
        var exporter = new PrometheusText();
        var reader = new BaseExportingMetricReader(exporter);
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter(_meter.Name).AddReader(reader).Build();
        measure();
        reader.Collect();
        return exporter.Text;
    }
}
