using YamlDotNet.RepresentationModel;

namespace Shepherd.Cli.Tests.Deploying;

/// <summary>A command line of the services as a deployment gives it.</summary>
/// <param name="File">Where it stands.</param>
/// <param name="Arguments">The command and what follows it.</param>
internal sealed record DeployedCommand(string File, IReadOnlyList<string> Arguments)
{
    /// <summary>worker, planner or ingest.</summary>
    public string Service => Arguments[0];

    public static IReadOnlyList<DeployedCommand> All { get; } = [.. Compose("docker/compose.yml"), .. Compose("docker/compose.gpu.yml"), .. Kubernetes(), Gpu()];

    /// <summary>The paths that a deployment's probes ask for, by service.</summary>
    public static IReadOnlyList<(string Service, string Path)> Probes { get; } =
    [
        .. Manifests().SelectMany(m => Containers(m.Document)).SelectMany(c => c.All().Select(n => n.At("httpGet", "path").Text()).Where(p => p.Length > 0).Select(p => (c.At("name").Text(), p))),
        .. Dockerfiles().SelectMany(HealthChecks),
        .. Yaml.Documents(System.IO.File.ReadAllText(Path.Combine(Repository.Root, "kubernetes/monitoring/monitors.yaml"))).Select(m => (m.At("metadata", "name").Text(), m.At("spec", "endpoints").Items().Single().At("path").Text())),
    ];

    public static IEnumerable<string> Dockerfiles() => ["docker/Dockerfile", "docker/Dockerfile.gpu"];

    private static IEnumerable<DeployedCommand> Compose(string file) =>
        Yaml.File(file).At("services").Entries().Where(s => s.Value.At("build") is not null).Select(s => new DeployedCommand(file, [.. s.Value.At("command").Items().Select(Yaml.Text)]));

    private static IEnumerable<DeployedCommand> Kubernetes() =>
        Manifests().SelectMany(m => Containers(m.Document).Select(c => new DeployedCommand(m.File, [.. c.At("args").Items().Select(Yaml.Text)])));

    /// <summary>The worker of the base with what the patch adds to it.</summary>
    private static DeployedCommand Gpu()
    {
        const string file = "kubernetes/gpu/kustomization.yaml";
        var added = Yaml.Documents(Yaml.File(file).At("patches").Items().Single().At("patch").Text())[0].Items()
            .Where(o => o.At("path").Text().EndsWith("/args/-", StringComparison.Ordinal)).Select(o => o.At("value").Text());
        return new DeployedCommand(file, [.. Kubernetes().Single(c => c.Service == "worker").Arguments, .. added]);
    }

    private static IEnumerable<(string File, YamlNode Document)> Manifests() =>
        Directory.GetFiles(Path.Combine(Repository.Root, "kubernetes/base")).Order(StringComparer.Ordinal).SelectMany(f => Yaml.Documents(System.IO.File.ReadAllText(f)).Select(d => (Path.GetRelativePath(Repository.Root, f), d)));

    private static IEnumerable<YamlNode> Containers(YamlNode manifest) => manifest.At("spec", "template", "spec", "containers").Items();

    private static IEnumerable<(string Service, string Path)> HealthChecks(string dockerfile)
    {
        var service = "";
        foreach (var line in System.IO.File.ReadLines(Path.Combine(Repository.Root, dockerfile)))
        {
            if (line.StartsWith("FROM ", StringComparison.Ordinal))
                service = line.Split(' ')[^1];
            if (line.StartsWith("HEALTHCHECK ", StringComparison.Ordinal))
                yield return (service, line.Split('"')[^2]);
        }
    }
}
