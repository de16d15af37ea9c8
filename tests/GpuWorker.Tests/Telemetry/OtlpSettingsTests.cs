using Shepherd.GpuWorker.Telemetry.Export;

namespace Shepherd.GpuWorker.Tests.Telemetry;

public sealed class OtlpSettingsTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true, "OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317")]
    [InlineData(true, false, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://c:4317")]
    [InlineData(true, false, "OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317", "OTEL_METRICS_EXPORTER=none")]
    [InlineData(false, false, "OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317", "OTEL_SDK_DISABLED=true")]
    public void Read_Variables_SayWhatGoesOut(bool traces, bool metrics, params string[] variables)
    {
        var set = variables.Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => v[1], StringComparer.Ordinal);

        Assert.Equal(new OtlpSettings(traces, metrics), OtlpSettings.Read(name => set.GetValueOrDefault(name)));
    }
}
