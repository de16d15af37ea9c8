using System.Text.Json;
using System.Text.RegularExpressions;

namespace Shepherd.Cli.Tests.Deploying;

public sealed partial class MonitoringTests(ServicesWithoutKafka services) : IClassFixture<ServicesWithoutKafka>
{
    private const string Promtool = "'./shepherd test' fetches it where there is Debian's apt-get";

    /// <summary>Made only where NVIDIA's driver is (GpuGauges).</summary>
    private static readonly string[] OfGpus = ["hw_gpu_utilization", "hw_gpu_memory_usage_bytes"];

    private static readonly string[] Words = ["and", "or", "unless", "offset", "bool"];

    [Fact]
    public void Dashboard_EveryMetric_IsExported() => AssertExported(Dashboard().Concat(DashboardVariables()), atLeast: 30);

    [Fact]
    public void Alerts_EveryMetric_IsExported() => AssertExported(Rules("docker/prometheus/alerts.yml"), atLeast: 9);

    [Fact]
    public void Keda_EveryMetric_IsExported() =>
        AssertExported(Yaml.File("kubernetes/keda-prometheus/workers.yaml").At("spec", "triggers").Items().Select(t => t.At("metadata", "query").Text()), atLeast: 3);

    [Fact]
    public void Dashboard_Panels_HaveIdsOfTheirOwnAndDoNotOverlap()
    {
        using var dashboard = Read();
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();
        Assert.Equal(panels.Count, panels.Select(p => p.GetProperty("id").GetInt32()).Distinct().Count());
        var cells = panels.SelectMany(p => Cells(p.GetProperty("gridPos"))).ToList();
        Assert.Equal(cells.Count, cells.Distinct().Count());
        Assert.All(cells, c => Assert.InRange(c.X, 0, 23));
    }

    [Fact]
    public void AlertsOfTheOperator_AreThoseOfPrometheus() =>
        Assert.Equal(
            Yaml.File("docker/prometheus/alerts.yml").At("groups")!.ToString(),
            Yaml.File("kubernetes/monitoring/alerts.yaml").At("spec", "groups")!.ToString());

    [SkippableFact]
    public async Task Alerts_OfMadeUpSeries_FireWhereTheyShould() => await AssertSuccessAsync("test", "rules", "tests/Cli.Tests/Deploying/alerts-test.yml");

    [SkippableFact]
    public async Task Alerts_Syntax_IsPromtools() => await AssertSuccessAsync("check", "rules", "docker/prometheus/alerts.yml");

    [SkippableFact]
    public async Task ScrapeConfiguration_Syntax_IsPromtools() => await AssertSuccessAsync("check", "config", "--syntax-only", "docker/prometheus/prometheus.yml");

    [Theory]
    [InlineData("sum by (model) (rate(shepherd_a_total{b=~\"x_y\", c=\"d{e\"}[5m])) / shepherd_f offset 10m > 1e3", "shepherd_a_total shepherd_f")]
    [InlineData("histogram_quantile(0.9, sum(x_bucket)) unless on (instance) (y == 1)", "x_bucket y")]
    public void FindMetrics_Expression_HasThemAlone(string expression, string metrics) => Assert.Equal(metrics.Split(' '), FindMetrics(expression));

    private static async Task AssertSuccessAsync(params string[] arguments)
    {
        var (exitCode, output) = await Tool.RunAsync(Promtool, "promtool", arguments);
        Assert.True(exitCode == 0, output);
    }

    private void AssertExported(IEnumerable<string> expressions, int atLeast)
    {
        var used = expressions.SelectMany(FindMetrics).ToHashSet(StringComparer.Ordinal);
        Assert.True(used.Count >= atLeast, $"{used.Count} metrics found: {string.Join(' ', used)}");
        Assert.Empty(used.Except(services.Metrics).Except(OfGpus).Order(StringComparer.Ordinal));
    }

    private static JsonDocument Read() => JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docker/grafana/dashboards/shepherd.json")));

    private static IEnumerable<string> Dashboard()
    {
        using var dashboard = Read();
        return [.. Expressions(dashboard.RootElement)];
    }

    private static IEnumerable<string> DashboardVariables()
    {
        using var dashboard = Read();
        return [.. dashboard.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray().Where(v => v.TryGetProperty("definition", out _)).Select(v => v.GetProperty("definition").GetString()!.Split('(', ',')[1])];
    }

    private static IEnumerable<string> Expressions(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => p.Name == "expr" ? [p.Value.GetString()!] : Expressions(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Expressions),
        _ => [],
    };

    private static IEnumerable<string> Rules(string file) => Yaml.File(file).At("groups").Items().SelectMany(g => g.At("rules").Items()).Select(r => r.At("expr").Text());

    private static IEnumerable<(int X, int Y)> Cells(JsonElement place)
    {
        var (x, y, width, height) = (place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32(), place.GetProperty("w").GetInt32(), place.GetProperty("h").GetInt32());
        return from row in Enumerable.Range(y, height) from column in Enumerable.Range(x, width) select (column, row);
    }

    /// <summary>Names that are no function, label or word of the language.</summary>
    private static IEnumerable<string> FindMetrics(string expression) =>
        Name().Matches(NotNames().Replace(Quoted().Replace(expression, ""), " ")).Select(m => m.Value).Where(n => !Words.Contains(n)).Distinct();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    /// <summary>Matchers, ranges, lists of labels, variables of Grafana.</summary>
    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]|\b(by|without|on|ignoring)\s*\([^)]*\)|\$\w+")]
    private static partial Regex NotNames();

    [GeneratedRegex(@"(?<![\w.])[a-zA-Z_]\w*\b(?!\s*\()")]
    private static partial Regex Name();
}
