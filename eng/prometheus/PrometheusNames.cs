using System.Text;

namespace Shepherd.Hosting.Prometheus;

/// <summary>OpenTelemetry's names as Prometheus has them: dots become underscores, the unit comes last.</summary>
internal static class PrometheusNames
{
    private static readonly string[] HistogramParts = ["_count", "_sum", "_bucket"];

    /// <param name="name">As OpenTelemetry has it.</param>
    /// <param name="unit">In UCUM; in braces it only annotates.</param>
    /// <param name="type"><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</param>
    public static string OfMetric(string name, string unit, string type)
    {
        var safe = Sanitize(name);
        var suffix = unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        if (!safe.EndsWith(suffix, StringComparison.Ordinal))
            safe += suffix;
        if (type == "counter" && !safe.EndsWith("_total", StringComparison.Ordinal))
            return safe + "_total";
        // Those endings are the parts of histograms.
        return type == "gauge" && HistogramParts.Any(p => safe.EndsWith(p, StringComparison.Ordinal)) ? safe + "_current" : safe;
    }

    public static string OfLabel(string name) => Sanitize(name);

    private static string Sanitize(string name)
    {
        var safe = new StringBuilder(name.Length);
        foreach (var c in name)
            safe.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        return safe.Length > 0 && char.IsAsciiDigit(safe[0]) ? $"_{safe}" : safe.ToString();
    }
}
