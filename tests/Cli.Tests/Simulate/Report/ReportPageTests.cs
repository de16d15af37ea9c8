using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shepherd.Cli.Commands;

namespace Shepherd.Cli.Tests.Simulate.Report;

public sealed class ReportPageTests : IClassFixture<ReportPageTests.Page>
{
    private readonly Page _page;
    private readonly JsonElement _data;

    public ReportPageTests(Page page)
    {
        _page = page;
        _data = JsonDocument.Parse(Regex.Match(page.Html, "<script id=\"data\" type=\"application/json\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value).RootElement;
    }

    [Fact]
    public void Report_Page_NeedsNothingElse()
    {
        Assert.DoesNotContain("/*", Regex.Replace(_page.Html, @"/\*\*.*?\*/", "", RegexOptions.Singleline), StringComparison.Ordinal);
        // Names of the SVG standard are no addresses.
        Assert.DoesNotMatch("https?://(?!www\\.w3\\.org/2000/svg)", _page.Html);
        Assert.DoesNotMatch("(src|href)=", _page.Html);
        Assert.Contains("default-src 'none'", _page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_Data_HasGridAblationAndTimelines()
    {
        Assert.Equal($"./shepherd simulate grid --quick --policies edf,flex --workloads one --gpus 1,2 --seed 1 --report {_page.Path}", _data.GetProperty("command").GetString());
        Assert.Equal(24, _data.GetProperty("grid").GetProperty("cells").GetArrayLength());
        var ablation = _data.GetProperty("ablation");
        Assert.Equal(8, ablation.GetProperty("cells").GetArrayLength());
        Assert.Equal(["flex λ=1.5", "flex λ=2", "flex λ=3.03", "flex λ=5", "flex λ=10", "flex none"], ablation.GetProperty("policies").EnumerateObject().Select(p => p.Name).Take(6));
        Assert.Contains(ablation.GetProperty("cells").EnumerateArray(), c => c.GetProperty("results").GetProperty("flex λ=1.5").GetProperty("preemptions").GetInt64() > 0);
        Assert.All(ablation.GetProperty("cells").EnumerateArray(), c => Assert.Equal(0, c.GetProperty("results").GetProperty("flex none").GetProperty("preemptions").GetInt64()));
    }

    [Fact]
    public void Report_Timeline_ShowsABatchThatFlexStopped() =>
        Assert.Contains(_data.GetProperty("timeline").GetProperty("policies").GetProperty("flex").GetProperty("stretches").EnumerateArray(), s => s.GetProperty("end").GetString() == "stopped");

    [Theory]
    [InlineData("edf")]
    [InlineData("flex")]
    public void Report_Timeline_LanesRunOneBatchAtATime(string policy)
    {
        var lanes = _data.GetProperty("timeline").GetProperty("policies").GetProperty(policy).GetProperty("stretches").EnumerateArray().GroupBy(s => s.GetProperty("lane").GetInt32()).ToList();
        Assert.Equal([0, 1, 2, 3], lanes.Select(l => l.Key).Order());
        foreach (var lane in lanes)
        {
            var stretches = lane.Select(s => (Start: s.GetProperty("start_ms").GetDouble(), End: s.GetProperty("end_ms").GetDouble())).Order().ToList();
            Assert.All(stretches, s => Assert.True(s.Start < s.End));
            Assert.All(stretches.Zip(stretches.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
        }
    }

    [SkippableFact]
    public async Task Report_InABrowser_EveryPlotHasDataAsync()
    {
        var shown = await Browser.ShowAsync(_page.Path);
        foreach (var metric in new[] { "attainment", "goodput" })
        {
            foreach (var axis in new[] { "load", "slo", "cv", "gpus" })
                Assert.Equal(3, Count(Figure(shown, $"{metric}-{axis}"), "class=\"curve\""));
        }

        // Two policies: 8 cells at a load up to 1 and the mean; the largest loads of two workloads.
        Assert.Equal(2 * (16 + 1), Count(Figure(shown, "share-of-bound"), "class=\"mark\""));
        Assert.Equal(2 * 2, Count(Figure(shown, "max-load"), "class=\"mark\""));
        Assert.Equal(4, Count(Figure(shown, "ablation-flex-0.9"), "class=\"curve\""));
        Assert.True(Count(Figure(shown, "timeline-0"), "class=\"stretch\"") > 20);
        Assert.Contains("by halving, to within 0.1.", Figure(shown, "max-load"), StringComparison.Ordinal);
        foreach (var figure in new[] { "ablation-flex-0.9", "ablation-shepherd-1.2", "timeline-0" })
            Assert.Contains("whatever the grid was asked for", Figure(shown, figure), StringComparison.Ordinal);
        Assert.Contains("<td>one-cv", shown, StringComparison.Ordinal);
    }

    private static string Figure(string page, string id)
    {
        var figure = Regex.Match(page, $"<figure id=\"{Regex.Escape(id)}\">.*?</figure>", RegexOptions.Singleline);
        Assert.True(figure.Success, $"there is no figure {id}");
        return figure.Value;
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    public sealed class Page : IDisposable
    {
        public Page()
        {
            Path = System.IO.Path.Combine(Folder, "report.html");
            string[] arguments = ["grid", "--quick", "--workloads", "one", "--gpus", "1,2", "--policies", "edf,flex", "--report", Path];
            Assert.Equal(0, SimulateCommand.Create().Parse(arguments).Invoke(new InvocationConfiguration { Output = new StringWriter(), Error = new StringWriter() }));
            Html = File.ReadAllText(Path);
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("report").FullName;

        public string Path { get; }

        public string Html { get; }

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
