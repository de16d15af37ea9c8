using System.Net;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Shepherd.Cli.Bench;

namespace Shepherd.Cli.Tests.Deploying;

public sealed class ImageTests
{
    private const string Peers = "install Node.js and run eng/peers.sh";

    public static TheoryData<string> Dockerfiles => [.. DeployedCommand.Dockerfiles()];

    [SkippableTheory]
    [MemberData(nameof(Dockerfiles))]
    public async Task Dockerfile_Linted_HasNoFault(string file)
    {
        Skip.IfNot(Directory.Exists(Path.Combine(Repository.Root, "artifacts/peers/node_modules/dockerfile-utils")), $"npm's dockerfile-utils is missing: {Peers}");
        const string script = "for (const d of require('dockerfile-utils').validate(require('fs').readFileSync(0, 'utf8'))) console.log(`line ${d.range.start.line + 1}: ${d.message}`); console.log('linted')";
        var (_, output) = await Tool.RunAsync(Peers, "node", ["-e", script], await File.ReadAllTextAsync(Path.Combine(Repository.Root, file)));
        Assert.Equal("linted", output);
    }

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public void Dockerfile_FilesAndPropertyThatItNames_AreThere(string file)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, file));
        var copied = lines.Where(l => l.StartsWith("COPY ", StringComparison.Ordinal) && !l.Contains("--from=", StringComparison.Ordinal)).SelectMany(l => l.Split(' ')[1..^1]).Where(w => !w.StartsWith("--", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(copied);
        Assert.All(copied, c => Assert.True(Path.Exists(Path.Combine(Repository.Root, c)), $"{file} copies {c}"));
        Assert.Contains(lines, l => l.Contains("dotnet publish Cli/Shepherd.Cli.csproj", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("-p:OnnxRuntimePackage=", StringComparison.Ordinal));
        Assert.Contains(XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion"), p => (string?)p.Attribute("Include") == "$(OnnxRuntimePackage)");
        Assert.Equal("USER ${APP_UID}", Assert.Single(lines, l => l.StartsWith("USER ", StringComparison.Ordinal)));
    }

    [SkippableTheory]
    [InlineData("docker/compose.yml")]
    [InlineData("docker/compose.yml", "docker/compose.gpu.yml")]
    public async Task Compose_Config_IsAccepted(params string[] files)
    {
        var (exitCode, output) = await Tool.RunAsync("apt-get install --no-install-recommends docker-compose", "docker-compose", [.. files.SelectMany(f => new[] { "-f", f }), "config"]);
        Assert.True(exitCode == 0, output);
        var worker = Yaml.Documents(output)[0].At("services", "worker")!;
        Assert.Equal(files.Length > 1 ? "docker/Dockerfile.gpu" : "docker/Dockerfile", worker.At("build", "dockerfile").Text());
        Assert.Equal(files.Length > 1, worker.At("command").Items().Any(a => a.Text() == "cuda:0"));
    }

    [Fact]
    public void Compose_MountedFiles_AreThere()
    {
        var mounts = Yaml.File("docker/compose.yml").At("services").Entries().SelectMany(s => s.Value.At("volumes").Items()).Select(v => v.Text().Split(':')[0]).Where(m => m.StartsWith('.')).ToList();
        Assert.NotEmpty(mounts);
        Assert.All(mounts, m => Assert.True(Path.Exists(Path.Combine(Repository.Root, "docker", m)), m));
        // Where the dashboard is mounted, Grafana looks for it.
        var folder = Yaml.File("docker/grafana/provisioning/dashboards/shepherd.yml").At("providers").Items().Single().At("options", "path").Text();
        Assert.Contains(Yaml.File("docker/compose.yml").At("services", "grafana", "volumes").Items(), v => v.Text() == $"./grafana/dashboards:{folder}:ro");
    }

    [SkippableTheory]
    [InlineData(HttpStatusCode.OK, 0)]
    [InlineData(HttpStatusCode.ServiceUnavailable, 1)]
    public async Task Probe_OfAServer_TellsItsHealth(HttpStatusCode status, int expected)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://{FreePort.Address()}");
        await using var app = builder.Build();
        app.MapGet("/health/live", () => Results.StatusCode((int)status));
        await app.StartAsync();
        var (exitCode, output) = await ProbeAsync(new Uri(app.Urls.Single()).Port, "/health/live");
        Assert.True(exitCode == expected, output);
        Assert.NotEqual(0, (await ProbeAsync(new Uri(app.Urls.Single()).Port, "/nothing")).ExitCode);
    }

    [SkippableFact]
    public async Task Probe_NobodyListens_Fails() => Assert.NotEqual(0, (await ProbeAsync(1, "/health/live")).ExitCode);

    private static Task<(int ExitCode, string Output)> ProbeAsync(int port, string path) => Tool.RunAsync("install bash", "bash", ["docker/probe", port.ToString(System.Globalization.CultureInfo.InvariantCulture), path]);
}
