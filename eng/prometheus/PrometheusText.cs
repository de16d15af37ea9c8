using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Shepherd.Hosting.Prometheus;

/// <summary>Writes metrics in Prometheus' text format 0.0.4 whenever they are collected.</summary>
internal sealed class PrometheusText : BaseExporter<Metric>
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <summary>What was collected last.</summary>
    public string Text => _text.ToString();

    public override ExportResult Export(in Batch<Metric> batch)
    {
        _text.Clear();
        foreach (var metric in batch)
            Write(metric);
        return ExportResult.Success;
    }

    private void Write(Metric metric)
    {
        var isCounter = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;
        var type = metric.MetricType == MetricType.Histogram ? "histogram" : isCounter ? "counter" : "gauge";
        var name = PrometheusNames.OfMetric(metric.Name, metric.Unit, type);
        _text.Append("# HELP ").Append(name).Append(' ').Append(EscapeHelp(metric.Description)).Append('\n')
            .Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            if (metric.MetricType == MetricType.Histogram)
                WriteHistogram(name, in point);
            else
                WriteSample(name, in point, null, ValueOf(metric.MetricType, in point));
        }
    }

    private void WriteHistogram(string name, in MetricPoint point)
    {
        var below = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            WriteSample($"{name}_bucket", in point, bucket.ExplicitBound, below);
        }

        WriteSample($"{name}_sum", in point, null, point.GetHistogramSum());
        WriteSample($"{name}_count", in point, null, point.GetHistogramCount());
    }

    private void WriteSample(string name, in MetricPoint point, double? bound, double value)
    {
        _text.Append(name);
        var separator = '{';
        foreach (var (label, text) in point.Tags)
        {
            WriteLabel(separator, PrometheusNames.OfLabel(label), Convert.ToString(text, CultureInfo.InvariantCulture) ?? "");
            separator = ',';
        }

        if (bound is { } le)
        {
            WriteLabel(separator, "le", Format(le));
            separator = ',';
        }

        if (separator == ',')
            _text.Append('}');
        _text.Append(' ').Append(Format(value)).Append('\n');
    }

    private void WriteLabel(char separator, string name, string value) =>
        _text.Append(separator).Append(name).Append("=\"").Append(EscapeLabel(value)).Append('"');

    private static double ValueOf(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
        MetricType.LongGauge => point.GetGaugeLastValueLong(),
        _ => point.GetGaugeLastValueDouble(),
    };

    /// <summary>Help takes <c>\\</c> and <c>\n</c>, labels also <c>\"</c>.</summary>
    private static string EscapeHelp(string text) => text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    private static string EscapeLabel(string text) => EscapeHelp(text).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Format(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : double.IsNaN(value) ? "NaN" : value.ToString("R", CultureInfo.InvariantCulture);
}
