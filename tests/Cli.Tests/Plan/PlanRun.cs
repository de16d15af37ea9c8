using System.CommandLine;
using System.Text.Json;
using Shepherd.Cli.Commands;

namespace Shepherd.Cli.Tests.Plan;

/// <summary>Runs commands under <c>plan</c> as a user would, with files of its own.</summary>
public abstract class PlanRun : IDisposable
{
    protected const string Models = """
        models:
          - {name: resnet, max_batch: 32, on: {V100-16: {latency: {1: 3.1, 8: 7.9, 32: 24}, shares: {50: {1: 4.2, 8: 13, 32: 45}}, weights_mb: 98, work_mb: 20}, T4: {latency: {1: 6, 8: 20, 32: 75}, weights_mb: 98}}}
          - {name: bert, max_batch: 16, on: {V100-16: {latency: {1: 9, 16: 60}, weights_mb: 1300, work_mb: 30}}}

        """;

    protected const string Demand = """
        streams:
          - {model: resnet, rate: 900, slo: 50ms, cv: 2}
          - {model: resnet, rate: 100, slo: 100ms, name: patient}
          - {model: bert, rate: 150, slo: 10x}

        """;

    protected const string Cluster = """
        devices:
          - {type: V100-16, count: 4, memory_gb: 15, price: 3.06}
          - {type: T4, count: 2, memory_gb: 15, price: 0.53}

        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shepherd-plan-");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    protected string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>The three files as options.</summary>
    protected string[] Files(string models = Models, string demand = Demand, string cluster = Cluster) =>
        ["--models", Write("models.yaml", models), "--demand", Write("demand.yaml", demand), "--cluster", Write("cluster.yaml", cluster)];

    protected static JsonElement Json(params string[] arguments)
    {
        var (code, output, error) = Run([.. arguments, "-o", "json"]);
        Assert.True(code == 0, error);
        return JsonDocument.Parse(output).RootElement.Clone();
    }

    /// <summary>Exactly one line, and a failure.</summary>
    protected static string Error(params string[] arguments)
    {
        var (code, output, error) = Run(arguments);
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Empty(output);
        return Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    protected static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        var (code, error) = RunTo(output, arguments);
        return (code, output.ToString(), error);
    }

    private protected static (int Code, string Error) RunTo(TextWriter output, params string[] arguments)
    {
        using var error = new StringWriter();
        var root = new Command("shepherd") { PlanCommand.Create() };
        var code = CommandLine.InvokeAsync(root, ["plan", .. arguments], new InvocationConfiguration { Output = output, Error = error }).GetAwaiter().GetResult();
        return (code, error.ToString());
    }
}
