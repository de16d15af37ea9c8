using System.Text.Json;
using System.Text.RegularExpressions;

namespace Shepherd.Cli.Tests.Plan;

public sealed class PlanReportTests(PlanReportTests.Page page) : IClassFixture<PlanReportTests.Page>
{
    [Fact]
    public void Report_Page_NeedsNothingElse()
    {
        Assert.DoesNotContain("/*", Regex.Replace(page.Html, @"/\*\*.*?\*/", "", RegexOptions.Singleline), StringComparison.Ordinal);
        Assert.DoesNotMatch("https?://(?!www\\.w3\\.org/2000/svg)", page.Html);
        Assert.DoesNotMatch("(src|href)=", page.Html);
        Assert.Contains("default-src 'none'", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_Folder_HoldsThePageOnly() => Assert.Equal([page.Path], Directory.GetFileSystemEntries(System.IO.Path.GetDirectoryName(page.Path)!));

    [SkippableFact]
    public async Task Report_InABrowser_EveryPlotHasABarWithItsValueForEveryPlanAsync()
    {
        var shown = await Browser.ShowAsync(page.Path);
        var figures = Regex.Matches(shown, "<figure.*?</figure>", RegexOptions.Singleline).Select(f => f.Value).ToList();
        Assert.Equal(
            ["Goodput on the same devices, demand maf", "Goodput on the same devices, demand llm", "Attainment on the same devices, demand maf", "Attainment on the same devices, demand llm", "Compute, demand maf", "Compute, demand llm", "Memory, demand maf", "Memory, demand llm"],
            figures.Select(f => Regex.Match(f, "<h3>(.*?)</h3>").Groups[1].Value));
        Assert.All(figures, figure => Assert.Equal((8, 8), (Count(figure, "class=\"bar\""), Count(figure, "class=\"value\""))));
        var goodput = page.Plan("maf", "15x", "mixed", "usher").GetProperty("simulated_goodput_rps").GetDouble();
        Assert.Contains(FormattableString.Invariant($">{(goodput >= 1000 ? Math.Round(goodput) : Math.Round(goodput, 1))}<"), figures[0], StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Report_InABrowser_BeginsWithTheFirstCellAndSaysWhichAsync()
    {
        var shown = await Browser.ShowAsync(page.Path);
        foreach (var title in new[] { "What runs where", "Why" })
            Assert.Matches($"<h2>{title}<span[^>]*>: herd for goodput on demand maf, SLO 5x, cluster v100</span>", shown);
    }

    [SkippableTheory]
    [InlineData("llm", "15x", "mixed-large", "usher")]
    [InlineData("maf", "5x", "mixed", "herd")]
    public async Task Report_Address_ChoosesThePlanAndNamesAllOfItAsync(string demand, string slo, string cluster, string method)
    {
        var shown = await Browser.ShowAsync(page.Path, $"demand={demand}&slo={slo}&cluster={cluster}&method={method}&objective=goodput");
        Assert.Contains($": {method} for goodput on demand {demand}, SLO {slo}, cluster {cluster}</span>", shown, StringComparison.Ordinal);
        var bins = Regex.Match(shown, "<div id=\"bins\">.*</section>", RegexOptions.Singleline).Value;
        var devices = page.Plan(demand, slo, cluster, method).GetProperty("devices").EnumerateArray().ToList();
        var lanes = devices.SelectMany(d => d.GetProperty("lanes").EnumerateArray()).ToList();
        Assert.Equal((devices.Count, lanes.Count, lanes.Count), (Count(bins, "class=\"device\""), Count(bins, "class=\"lane\""), Count(bins, "<li>")));
        Assert.Equal(lanes.Select(l => l.GetProperty("group").GetInt32()).Distinct().Count(), Count(bins, "class=\"group-title\"><span class=\"swatch\""));
        foreach (var model in lanes.SelectMany(l => l.GetProperty("models").EnumerateArray()).Select(m => m.GetProperty("model").GetString()!).Distinct())
            Assert.Matches($"<div class=\"group-title\">[^/]*</span><b>group \\d+</b><span>([^<]*, )?{Regex.Escape(model)}[,<]", bins);
    }

    [SkippableFact]
    public async Task Report_AddressWithoutAPlan_ShowsTheNearestAsync() =>
        Assert.Contains(": usher for goodput on demand maf, SLO 15x, cluster v100</span>", await Browser.ShowAsync(page.Path, "slo=15x&method=usher&objective=cost&cluster=moon"), StringComparison.Ordinal);

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    public sealed class Page : PlanRun
    {
        private readonly JsonElement _data;

        public Page()
        {
            Path = PathOf("plans.html");
            var (code, _, error) = Run("report", Path, "--quick", "--objective", "goodput", "--methods", "herd,usher", "--seconds", "0.3");
            Assert.True(code == 0, error);
            Html = File.ReadAllText(Path);
            _data = JsonDocument.Parse(Regex.Match(Html, "<script id=\"data\" type=\"application/json\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value).RootElement;
        }

        public string Path { get; }

        public string Html { get; }

        public JsonElement Plan(string demand, string slo, string cluster, string method)
        {
            var cells = _data.GetProperty("cells").EnumerateArray().ToList();
            var cell = cells.FindIndex(c => (c.GetProperty("demand").GetString(), c.GetProperty("slo").GetString(), c.GetProperty("cluster").GetString()) == (demand, slo, cluster));
            return _data.GetProperty("plans").EnumerateArray().Single(p => p.GetProperty("cell").GetInt32() == cell && p.GetProperty("method").GetString() == method).GetProperty("plan");
        }
    }
}
