using System.CommandLine;
using System.Net;
using System.Text.Json;
using Shepherd.Cli.Commands;
using Shepherd.Planner.Http.Replies;

namespace Shepherd.Cli.Tests.Deploying;

public sealed class DeployedCommandTests(ServicesWithoutKafka services) : IClassFixture<ServicesWithoutKafka>
{
    private static readonly HomeFolders Home = new("models", "", "scratch");

    private static readonly Command Root = new("shepherd") { WorkerCommand.Create(Home), PlannerCommand.Create(), IngestCommand.Create() };

    public static IEnumerable<object[]> Commands => DeployedCommand.All.Select(c => new object[] { c.File, string.Join(' ', c.Arguments) });

    public static IEnumerable<object[]> Probes => DeployedCommand.Probes.Distinct().Select(p => new object[] { p.Service, p.Path });

    [Fact]
    public void All_EveryServiceOfEveryDeployment_IsThere()
    {
        var services = DeployedCommand.All.Select(c => $"{c.File} {c.Service}");
        Assert.Equal(
            [
                "docker/compose.gpu.yml worker", "docker/compose.yml ingest", "docker/compose.yml planner", "docker/compose.yml worker",
                "kubernetes/base/ingest.yaml ingest", "kubernetes/base/planner.yaml planner", "kubernetes/base/worker.yaml worker", "kubernetes/gpu/kustomization.yaml worker",
            ],
            services.Order(StringComparer.Ordinal));
        Assert.Equal(["ingest", "planner", "worker"], DeployedCommand.Probes.Select(p => p.Service).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_OfADeployment_IsOneOfTheCommandLine(string file, string command)
    {
        // What the cluster puts in: of the forms that options check.
        var arguments = command.Replace("$(POD_IP)", "10.1.2.3", StringComparison.Ordinal).Split(' ');
        Assert.Empty(Root.Parse(arguments).Errors.Select(e => $"{file}: {e.Message}"));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_OfADeployment_HasNoSecret(string file, string command) =>
        Assert.DoesNotContain(command.Split(' '), a => a.StartsWith("--kafka=", StringComparison.Ordinal) || a == "--kafka" || a.Contains("password", StringComparison.OrdinalIgnoreCase) || file.Length == 0);

    [Theory]
    [MemberData(nameof(Probes))]
    public async Task Probe_OfADeployment_IsServed(string service, string path)
    {
        using var answer = await services.GetAsync(service, path);
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{service} answers {path} with {(int)answer.StatusCode}");
    }

    [Fact]
    public async Task Backlog_AsKedaAsksForIt_HasTheNumbers()
    {
        var triggers = Yaml.Documents(File.ReadAllText(Path.Combine(Repository.Root, "kubernetes/keda/workers.yaml"))).Single(d => d.At("kind").Text() == "ScaledObject").At("spec", "triggers").Items().Select(t => t.At("metadata")!).ToList();
        Assert.NotEmpty(triggers);
        var numbers = typeof(BacklogReply).GetProperties().Where(p => p.PropertyType == typeof(double)).Select(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name));
        Assert.All(triggers, t => Assert.Contains(t.At("valueLocation").Text(), numbers));
        foreach (var url in triggers.Select(t => new Uri(t.At("url").Text())))
        {
            Assert.Equal(9470, url.Port);
            using var answer = await services.GetAsync("planner", url.AbsolutePath);
            // Without Kafka it has not read yet who is there: a path that is none would not be found.
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        }
    }
}
