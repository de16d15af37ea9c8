using System.Globalization;
using Shepherd.Cli.Simulate;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Shepherd.Cli.Plan.Files;

/// <summary>One mapping of a YAML file, read key by key. Every fault names file, line, what was given and what it takes.</summary>
/// <param name="where">Where it is, for messages.</param>
/// <param name="mapping">The mapping.</param>
internal sealed class YamlItem(string where, YamlMappingNode mapping)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>File and line, and what it is once <see cref="Name"/> was read.</summary>
    public string Where { get; private set; } = where;

    /// <summary>The items of a file's one list.</summary>
    /// <param name="path">The file.</param>
    /// <param name="list">Key of the list.</param>
    /// <param name="example">What an item looks like.</param>
    /// <exception cref="ArgumentException">It has no such list.</exception>
    public static IReadOnlyList<YamlItem> ReadList(string path, string list, string example)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(InputFile.ReadText(path)));
        }
        catch (YamlException fault)
        {
            throw new ArgumentException($"{path}:{fault.Start.Line}: {fault.Message.ReplaceLineEndings(" ")}; mend the YAML", fault);
        }

        if (stream.Documents is not [{ RootNode: YamlMappingNode root }] || !root.Children.TryGetValue(list, out var node) || node is not YamlSequenceNode items)
            throw new ArgumentException($"{path}: it has no list '{list}'; write '{list}:' and an item '- {example}' for each");
        if (items.Children.Count == 0)
            throw new ArgumentException($"{path}:{items.Start.Line}: its list '{list}' is empty; write an item '- {example}' for each");
        foreach (var (key, _) in root.Children)
        {
            if ((key as YamlScalarNode)?.Value != list)
                throw new ArgumentException($"{path}:{key.Start.Line}: '{key}' is no known key; known is {list}");
        }

        return [.. items.Children.Select(item => item is YamlMappingNode mapping
            ? new YamlItem($"{path}:{item.Start.Line}", mapping)
            : throw new ArgumentException($"{path}:{item.Start.Line}: it is no item of keys and values; write '- {example}'"))];
    }

    /// <summary>The text that names the item in messages from here on.</summary>
    public string Name(string key)
    {
        var name = Text(key) is { Length: > 0 } given ? given : throw new ArgumentException($"{Where}: it has no {key}; write '- {key}: …'");
        Where += $": {key} '{name}'";
        return name;
    }

    /// <summary>A text, or null where the key is not there.</summary>
    public string? Text(string key)
    {
        if (Find(key) is not { } node)
            return null;
        return (node as YamlScalarNode)?.Value ?? throw new ArgumentException($"{At(node)}: {key} takes one value");
    }

    /// <summary>A number, or null where the key is not there.</summary>
    public double? Number(string key, double min, double max)
    {
        if (Text(key) is not { } text)
            return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw new ArgumentException(FormattableString.Invariant($"{Where}: {key} is '{text}'; it takes a number from {min} to {max}"));
    }

    /// <summary>Numbers by whole number, ascending, or null where the key is not there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="max">The greatest value; all must be above 0.</param>
    /// <param name="example">What it looks like.</param>
    public IReadOnlyList<KeyValuePair<int, double>>? Table(string key, double max, string example)
    {
        if (Find(key) is not { } node)
            return null;
        return ReadTable(node, key, max, example);
    }

    /// <summary>Tables by key, in the file's order; none where the key is not there.</summary>
    public IReadOnlyList<(string Key, IReadOnlyList<KeyValuePair<int, double>> Rows)> Tables(string key, double max, string example)
    {
        if (Find(key) is not { } node)
            return [];
        return [.. ((node as YamlMappingNode)?.Children ?? throw new ArgumentException($"{At(node)}: {key} takes tables by key, for example {example}"))
            .Select(child => ((child.Key as YamlScalarNode)?.Value ?? "", ReadTable(child.Value, $"{key} {child.Key}", max, example)))];
    }

    private IReadOnlyList<KeyValuePair<int, double>> ReadTable(YamlNode node, string key, double max, string example)
    {
        if (node is not YamlMappingNode { Children.Count: > 0 } rows)
            throw new ArgumentException($"{At(node)}: {key} takes values by batch size, for example {example}");
        var table = new SortedList<int, double>();
        foreach (var (batchNode, valueNode) in rows.Children)
        {
            var (batchText, valueText) = ((batchNode as YamlScalarNode)?.Value, (valueNode as YamlScalarNode)?.Value);
            if (!int.TryParse(batchText, NumberStyles.None, CultureInfo.InvariantCulture, out var batch)
                || !double.TryParse(valueText, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                || batch < 1 || !(value > 0 && value <= max))
                throw new ArgumentException(FormattableString.Invariant($"{At(batchNode)}: {key} has '{batchText}: {valueText}'; it takes a batch size and a number above 0 and at most {max}, for example {example}"));
            if (!table.TryAdd(batch, value))
                throw new ArgumentException($"{At(batchNode)}: {key} has batch size {batch} twice; leave one out");
        }

        return [.. table];
    }

    /// <summary>The mappings of a mapping, by key, in the file's order; null where the key is not there.</summary>
    public IReadOnlyList<(string Key, YamlItem Item)>? Items(string key)
    {
        if (Find(key) is not { } node)
            return null;
        return [.. ((node as YamlMappingNode)?.Children ?? throw new ArgumentException($"{At(node)}: {key} takes keys with values of their own")).Select(child => child.Value is YamlMappingNode mapping
            ? (Key: (child.Key as YamlScalarNode)?.Value ?? "", new YamlItem($"{At(child.Key)}: {key} {child.Key}", mapping))
            : throw new ArgumentException($"{At(child.Key)}: {key} {child.Key} takes keys and values"))];
    }

    /// <summary>Keys that others read.</summary>
    public void Skip(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
            _read.Add(key);
    }

    /// <summary>Refuses keys that nobody asked for.</summary>
    /// <exception cref="ArgumentException">There is one.</exception>
    public void CheckAllRead()
    {
        foreach (var (key, _) in mapping.Children)
        {
            if (!_read.Contains((key as YamlScalarNode)?.Value ?? ""))
                throw new ArgumentException($"{At(key)}: '{key}' is no known key; known are {string.Join(", ", _read.Order(StringComparer.Ordinal))}");
        }
    }

    private YamlNode? Find(string key)
    {
        _read.Add(key);
        return mapping.Children.TryGetValue(key, out var node) ? node : null;
    }

    /// <summary>The item, with the line of one of its values.</summary>
    private string At(YamlNode node)
    {
        var parts = Where.Split(':', 3);
        return parts.Length > 2 ? $"{parts[0]}:{node.Start.Line}:{parts[2]}" : $"{parts[0]}:{node.Start.Line}";
    }
}
