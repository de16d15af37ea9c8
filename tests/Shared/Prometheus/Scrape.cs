using System.Globalization;
using System.Text.RegularExpressions;

namespace Shepherd.Tests.Shared.Prometheus;

/// <summary>The samples of a scrape.</summary>
public sealed partial class Scrape(string text)
{
    private readonly List<(string Name, Dictionary<string, string> Labels, double Value)> _samples =
        [.. text.Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(Parse)];

    public string Text => text;

    /// <summary>Sum of the samples of a name whose labels are these, whatever further ones they have.</summary>
    public double Sum(string name, params (string Label, string Value)[] labels) =>
        _samples.Where(s => s.Name == name && labels.All(l => s.Labels.TryGetValue(l.Label, out var value) && value == l.Value)).Sum(s => s.Value);

    /// <summary>Labels of every sample of a name.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> LabelsOf(string name) => [.. _samples.Where(s => s.Name == name).Select(s => s.Labels)];

    private static (string, Dictionary<string, string>, double) Parse(string line)
    {
        var match = SampleLine().Match(line);
        if (!match.Success)
            throw new FormatException($"not a sample: {line}");
        var labels = LabelPair().Matches(match.Groups["labels"].Value).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value, StringComparer.Ordinal);
        var value = match.Groups["value"].Value;
        return (match.Groups["name"].Value, labels, value == "+Inf" ? double.PositiveInfinity : double.Parse(value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? (?<value>\S+)$""")]
    private static partial Regex SampleLine();

    [GeneratedRegex("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex LabelPair();
}
