using System.Globalization;
using Shepherd.Core.Profiles;
using Shepherd.Simulator.Engine;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Shepherd.Cli.Simulate;

/// <summary>
/// Models as YAML: a list <c>models</c> whose items have <c>name</c>, a profile — <c>latency</c> (milliseconds by batch size), <c>alpha</c> and
/// <c>beta</c>, or <c>profile</c> (a built-in one) —, where it was measured <c>lanes</c> (the same as <c>latency</c> on one of so many equal lanes, by their number), and the keys of the one-line form: slo, rate or share, cv or arrivals, max_batch, priority, state_mb.
/// </summary>
internal static class ModelsFile
{
    private const string NameKey = "name";
    private const string LatencyKey = "latency";
    private const string LanesKey = "lanes";
    private const double NsPerMs = 1e6;

    /// <summary>What files of <c>shepherd profile</c> also have, for planners and workers.</summary>
    private static readonly string[] OfOthers = ["on", "measured"];

    /// <exception cref="ArgumentException">It is not of that form; the message has file, line and remedy.</exception>
    public static IReadOnlyList<ModelText> Read(string path)
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

        if (stream.Documents is not [{ RootNode: YamlMappingNode root }] || !root.Children.TryGetValue("models", out var list) || list is not YamlSequenceNode items)
            throw new ArgumentException($"{path}: it has no list 'models'; write 'models:' and an item '- name: …' for each model");
        if (items.Children.Count == 0)
            throw new ArgumentException($"{path}:{items.Start.Line}: the list 'models' is empty; write an item '- name: …' for each model");
        var lines = new Dictionary<string, long>(StringComparer.Ordinal);
        var models = new List<ModelText>(items.Children.Count);
        foreach (var item in items)
        {
            var model = ReadModel(path, item);
            if (!lines.TryAdd(model.Name, item.Start.Line))
                throw new ArgumentException($"{model.Where}: there is one of this name in line {lines[model.Name]}; give each a name of its own");
            models.Add(model);
        }

        return models;
    }

    private static ModelText ReadModel(string path, YamlNode item)
    {
        var where = $"{path}:{item.Start.Line}";
        if (item is not YamlMappingNode mapping || !mapping.Children.TryGetValue(NameKey, out var nameNode) || nameNode is not YamlScalarNode { Value: { Length: > 0 } name })
            throw new ArgumentException($"{where}: the model has no name; write '- name: …'");
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        IReadOnlyList<LatencyPoint>? table = null;
        IReadOnlyDictionary<int, IReadOnlyList<LatencyPoint>> lanes = new Dictionary<int, IReadOnlyList<LatencyPoint>>();
        foreach (var (keyNode, value) in mapping.Children)
        {
            var key = (keyNode as YamlScalarNode)?.Value ?? "";
            var line = $"{path}:{keyNode.Start.Line}: model '{name}'";
            if (key == LatencyKey)
                table = ReadTable(line, value);
            else if (key == LanesKey)
                lanes = ReadLanes(line, value);
            else if (key != NameKey && !OfOthers.Contains(key, StringComparer.Ordinal))
                values[key] = ReadValue(line, key, value);
        }

        return new ModelText($"{where}: model '{name}'", name, values, table) { LaneTables = lanes };
    }

    private static string ReadValue(string where, string key, YamlNode value)
    {
        if (!ModelText.Keys.Contains(key, StringComparer.Ordinal))
            throw new ArgumentException($"{where}: '{key}' is no known key; known are {NameKey}, {LatencyKey}, {LanesKey}, {string.Join(", ", ModelText.Keys)}");
        return (value as YamlScalarNode)?.Value ?? throw new ArgumentException($"{where}: {key} takes one value");
    }

    private static Dictionary<int, IReadOnlyList<LatencyPoint>> ReadLanes(string where, YamlNode value)
    {
        var tables = new Dictionary<int, IReadOnlyList<LatencyPoint>>();
        foreach (var (lanesNode, table) in (value as YamlMappingNode)?.Children ?? throw new ArgumentException($"{where}: lanes takes a latency table by the number of lanes, for example {{2: {{1: 3.1, 8: 7.9}}}}"))
        {
            var text = (lanesNode as YamlScalarNode)?.Value;
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var lanes) || lanes is < 2 or > DeviceLanes.CountMax)
                throw new ArgumentException($"{where}: lanes has '{text}'; it takes whole numbers of lanes from 2 to {DeviceLanes.CountMax}");
            tables[lanes] = ReadTable($"{where}: lanes: {lanes}", table);
        }

        return tables;
    }

    private static List<LatencyPoint> ReadTable(string where, YamlNode value)
    {
        if (value is not YamlMappingNode rows)
            throw new ArgumentException($"{where}: latency takes milliseconds by batch size, for example {{1: 2.1, 8: 4.3, 64: 22}}");
        var points = new List<LatencyPoint>(rows.Children.Count);
        foreach (var (batchNode, msNode) in rows.Children)
        {
            var (batchText, msText) = ((batchNode as YamlScalarNode)?.Value, (msNode as YamlScalarNode)?.Value);
            if (!int.TryParse(batchText, NumberStyles.None, CultureInfo.InvariantCulture, out var batch)
                || !double.TryParse(msText, NumberStyles.Float, CultureInfo.InvariantCulture, out var ms)
                || !double.IsFinite(ms))
                throw new ArgumentException($"{where}: latency has '{batchText}: {msText}'; it takes a batch size and milliseconds, such as 8: 4.3");
            if (ms > LatencyLimits.MaxNs / NsPerMs)
                throw new ArgumentException(FormattableString.Invariant($"{where}: latency has '{batchText}: {msText}', which is too large; a batch may take at most an hour, {LatencyLimits.MaxNs / NsPerMs} ms"));
            points.Add(new LatencyPoint(batch, (long)Math.Round(ms * NsPerMs)));
        }

        return points;
    }
}
