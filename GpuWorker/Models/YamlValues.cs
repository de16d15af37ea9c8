using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Shepherd.GpuWorker.Models;

/// <summary>Reads single YAML values; null, and a fault noted, where one is not what it should be.</summary>
internal static class YamlValues
{
    /// <summary>Characters of a wrong value that a message repeats.</summary>
    private const int ShownMax = 40;

    public static int? Integer(YamlNode node, string path, int min, int max, ConfigFaults faults)
    {
        if (node is YamlScalarNode scalar
            && int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= min && value <= max)
            return value;
        faults.Add(node.Start.Line, path, Describe(node), $"expected an integer from {min} to {max}");
        return null;
    }

    /// <summary>A finite number, or a fraction such as 1/255.</summary>
    public static double? Number(YamlNode node, string path, ConfigFaults faults)
    {
        if (node is YamlScalarNode { Value: { } text })
        {
            var slash = text.IndexOf('/');
            if (slash < 0 && TryParse(text, out var value))
                return value;
            if (slash > 0 && TryParse(text[..slash], out var over) && TryParse(text[(slash + 1)..], out var under) && under != 0)
                return over / under;
        }

        faults.Add(node.Start.Line, path, Describe(node), "expected a number such as 0.5 or 1/255");
        return null;
    }

    public static IReadOnlyList<int>? Integers(YamlNode node, string path, int min, int max, ConfigFaults faults)
    {
        if (Items(node, path, faults) is not { } items)
            return null;
        var values = items.Select((item, i) => Integer(item, $"{path}[{i}]", min, max, faults)).ToList();
        return values.Contains(null) ? null : [.. values.Select(v => v!.Value)];
    }

    public static IList<YamlNode>? Items(YamlNode node, string path, ConfigFaults faults)
    {
        if (node is YamlSequenceNode sequence)
            return sequence.Children;
        faults.Add(node.Start.Line, path, Describe(node), "expected a list");
        return null;
    }

    public static string Describe(YamlNode node) => node switch
    {
        YamlScalarNode { Value: null or "" } => "found nothing",
        YamlScalarNode { Value: { Length: > ShownMax } text } => $"found '{OnOneLine(text[..ShownMax])}…'",
        YamlScalarNode { Value: { } text } => $"found '{OnOneLine(text)}'",
        YamlSequenceNode => "found a list",
        _ => "found a mapping",
    };

    private static string OnOneLine(string text) => text.ReplaceLineEndings(" ");

    private static bool TryParse(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
