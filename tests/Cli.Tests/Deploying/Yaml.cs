using YamlDotNet.RepresentationModel;

namespace Shepherd.Cli.Tests.Deploying;

/// <summary>The files of docker/ and kubernetes/, read.</summary>
internal static class Yaml
{
    public static IReadOnlyList<YamlNode> Documents(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(d => d.RootNode)];
    }

    public static YamlNode File(string path) => Documents(System.IO.File.ReadAllText(Path.Combine(Repository.Root, path)))[0];

    /// <summary>Follows a path of keys; null where it ends early.</summary>
    public static YamlNode? At(this YamlNode node, params ReadOnlySpan<string> keys)
    {
        YamlNode? at = node;
        foreach (var key in keys)
            at = at is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;
        return at;
    }

    public static string Text(this YamlNode? node) => (node as YamlScalarNode)?.Value ?? "";

    public static IEnumerable<YamlNode> Items(this YamlNode? node) => (node as YamlSequenceNode)?.Children ?? [];

    public static IEnumerable<(string Key, YamlNode Value)> Entries(this YamlNode? node) => (node as YamlMappingNode)?.Children.Select(c => (c.Key.Text(), c.Value)) ?? [];

    /// <summary>The node and everything below it.</summary>
    public static IEnumerable<YamlNode> All(this YamlNode node) => node.AllNodes;
}
