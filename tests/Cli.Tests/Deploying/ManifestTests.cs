namespace Shepherd.Cli.Tests.Deploying;

public sealed class ManifestTests
{
    private const string Kubectl = "install kubectl 1.27 or newer, which has kustomize";
    private const string Peers = "install Node.js and run eng/peers.sh";

    [SkippableTheory]
    [InlineData("base", "", 16)]
    [InlineData("gpu", "", 16)]
    [InlineData("base", "keda", 18)]
    [InlineData("gpu", "keda-prometheus monitoring", 20)]
    public async Task Kustomization_Built_HoldsToTheSchemasOfItsKinds(string folder, string components, int manifests)
    {
        var (exitCode, output) = await CheckAsync(await BuildAsync(folder, components));
        Assert.True(exitCode == 0 && output == $"checked {manifests}", output);
    }

    [SkippableTheory]
    [InlineData("terminationGracePeriodSeconds: 60", "terminationGracePeriodSecond: 60", "\"additionalProperty\":\"terminationGracePeriodSecond\"")]
    [InlineData("replicas: 2", "replicas: two", "/spec/replicas must be integer")]
    [InlineData("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: 1", "readOnlyRootFilesystem must be boolean")]
    public async Task Manifest_WithAFault_IsToldApart(string right, string wrong, string expected)
    {
        var manifests = await BuildAsync("base", "");
        Assert.Contains(right, manifests, StringComparison.Ordinal);
        var (_, output) = await CheckAsync(manifests.Replace(right, wrong, StringComparison.Ordinal));
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    /// <summary>What the restricted level of Kubernetes' pod security asks for, and a root that cannot be written.</summary>
    [SkippableTheory]
    [InlineData("base")]
    [InlineData("gpu")]
    public async Task Pods_OfEveryService_AreRestricted(string folder)
    {
        var pods = Yaml.Documents(await BuildAsync(folder, "")).Select(d => d.At("spec", "template", "spec")).OfType<YamlDotNet.RepresentationModel.YamlNode>().ToList();
        Assert.Equal(3, pods.Count);
        Assert.All(pods, pod =>
        {
            Assert.Equal(("true", "RuntimeDefault"), (pod.At("securityContext", "runAsNonRoot").Text(), pod.At("securityContext", "seccompProfile", "type").Text()));
            var own = Assert.Single(pod.At("containers").Items()).At("securityContext")!;
            Assert.Equal(("false", "true", "ALL"), (own.At("allowPrivilegeEscalation").Text(), own.At("readOnlyRootFilesystem").Text(), own.At("capabilities", "drop").Items().Single().Text()));
            // 25 s of drain and its margin.
            Assert.True(int.Parse(pod.At("terminationGracePeriodSeconds").Text(), System.Globalization.CultureInfo.InvariantCulture) >= 30);
        });
    }

    private static async Task<string> BuildAsync(string folder, string components)
    {
        var target = Path.Combine("kubernetes", folder);
        var scratch = Directory.CreateTempSubdirectory("shepherd-kustomize-").FullName;
        try
        {
            if (components.Length > 0)
            {
                // kustomize takes no absolute paths.
                string Relative(string name) => Path.GetRelativePath(scratch, Path.Combine(Repository.Root, "kubernetes", name));
                await File.WriteAllTextAsync(Path.Combine(scratch, "kustomization.yaml"), $"""
                    apiVersion: kustomize.config.k8s.io/v1beta1
                    kind: Kustomization
                    namespace: shepherd
                    resources: ["{Relative(folder)}"]
                    components: [{string.Join(", ", components.Split(' ').Select(c => $"\"{Relative(c)}\""))}]
                    """);
                target = scratch;
            }

            var (exitCode, output) = await Tool.RunAsync(Kubectl, "kubectl", ["kustomize", target]);
            Assert.True(exitCode == 0, output);
            return output;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static Task<(int ExitCode, string Output)> CheckAsync(string manifests)
    {
        Skip.IfNot(Directory.Exists(Path.Combine(Repository.Root, "artifacts/peers/node_modules/kubernetes-models")), $"npm's kubernetes-models is missing: {Peers}");
        return Tool.RunAsync(Peers, "node", ["tests/Cli.Tests/Deploying/manifest-peer.js"], manifests);
    }
}
