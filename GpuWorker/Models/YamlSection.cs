using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Shepherd.GpuWorker.Models;

/// <summary>One mapping of a config.yaml while it is read: each getter notes its key as known, and says what is wrong with it.</summary>
/// <remarks>A getter returns null both for an absent key and for a faulty one; the fault is in <see cref="Faults"/> then.</remarks>
internal sealed class YamlSection(YamlMappingNode node, string path, ConfigFaults faults)
{
    private readonly List<string> _known = [];

    public ConfigFaults Faults { get; } = faults;

    public long Line => node.Start.Line;

    public string KeyPath(string key) => path.Length == 0 ? key : $"{path}.{key}";

    /// <summary>The node of a key, noted as known.</summary>
    public YamlNode? Find(string key, bool required = false)
    {
        _known.Add(key);
        if (node.Children.TryGetValue(new YamlScalarNode(key), out var value))
            return value;
        if (required)
            Faults.Add(Line, KeyPath(key), "is missing", "it is required");
        return null;
    }

    public bool Has(string key) => node.Children.ContainsKey(new YamlScalarNode(key));

    public void Fault(string key, string found, string remedy) =>
        Faults.Add(node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value.Start.Line : Line, KeyPath(key), found, remedy);

    public string? Text(string key, bool required = false)
    {
        if (Find(key, required) is not { } value)
            return null;
        if (value is YamlScalarNode { Value.Length: > 0 } scalar)
            return scalar.Value;
        Fault(key, YamlValues.Describe(value), "expected a text");
        return null;
    }

    public int? Integer(string key, int min, int max, bool required = false) =>
        Find(key, required) is { } value ? YamlValues.Integer(value, KeyPath(key), min, max, Faults) : null;

    public double? Number(string key) => Find(key) is { } value ? YamlValues.Number(value, KeyPath(key), Faults) : null;

    /// <summary>One of several words, compared in the case written here.</summary>
    public string? Choice(string key, IReadOnlyList<string> choices, bool required = false)
    {
        var text = Text(key, required);
        if (text is null || choices.Contains(text, StringComparer.Ordinal))
            return text;
        Fault(key, $"found '{text}'", $"expected one of {string.Join(", ", choices)}");
        return null;
    }

    public IReadOnlyList<int>? Integers(string key, int min, int max, bool required = false) =>
        Find(key, required) is { } value ? YamlValues.Integers(value, KeyPath(key), min, max, Faults) : null;

    public IReadOnlyList<double>? Numbers(string key)
    {
        if (Find(key) is not { } value || YamlValues.Items(value, KeyPath(key), Faults) is not { } items)
            return null;
        var numbers = items.Select((item, i) => YamlValues.Number(item, $"{KeyPath(key)}[{i}]", Faults)).ToList();
        return numbers.Contains(null) ? null : [.. numbers.Select(n => n!.Value)];
    }

    public YamlSection? Section(string key)
    {
        if (Find(key) is not { } value)
            return null;
        if (value is YamlMappingNode mapping)
            return new YamlSection(mapping, KeyPath(key), Faults);
        Fault(key, YamlValues.Describe(value), "expected a mapping (key: value)");
        return null;
    }

    /// <summary>A list of mappings; faulty items are left out.</summary>
    public IReadOnlyList<YamlSection> Sections(string key, bool required = false)
    {
        if (Find(key, required) is not { } value || YamlValues.Items(value, KeyPath(key), Faults) is not { } items)
            return [];
        if (items.Count == 0)
            Fault(key, "found an empty list", "expected at least one item");
        var sections = new List<YamlSection>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            var itemPath = $"{KeyPath(key)}[{i.ToString(CultureInfo.InvariantCulture)}]";
            if (items[i] is YamlMappingNode mapping)
                sections.Add(new YamlSection(mapping, itemPath, Faults));
            else
                Faults.Add(items[i].Start.Line, itemPath, YamlValues.Describe(items[i]), "expected a mapping (key: value)");
        }

        return sections;
    }

    /// <summary>Key and value of a mapping whose keys are not known beforehand.</summary>
    public IEnumerable<(string Key, YamlNode Value)> Entries() =>
        node.Children.Select(child => ((child.Key as YamlScalarNode)?.Value ?? child.Key.ToString(), child.Value));

    /// <summary>Tells of keys that no getter asked for; call it once all have been.</summary>
    public void RefuseUnknownKeys()
    {
        foreach (var (key, value) in Entries())
        {
            if (!_known.Contains(key, StringComparer.Ordinal))
                Faults.Add(value.Start.Line, KeyPath(key), "is not a known key", $"known here: {string.Join(", ", _known)}");
        }
    }
}
