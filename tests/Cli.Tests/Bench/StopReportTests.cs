using System.Text.Json;
using Shepherd.Cli.Bench;
using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Benchmarks;

namespace Shepherd.Cli.Tests.Bench;

public class StopReportTests
{
    [Fact]
    public void ToJson_AHundredStops_GivesNearestRanks()
    {
        var row = new StopDelays("m", "3x8", PreemptionKind.Suspend, 4, 20_000_000, [.. Enumerable.Range(1, 100).Select(i => i * 1_000_000L)]);
        var read = JsonDocument.Parse(StopReport.ToJson([row])).RootElement.GetProperty("stops")[0];
        Assert.Equal(("m", "3x8", "suspend"), (read.GetProperty("model").GetString(), read.GetProperty("shape").GetString(), read.GetProperty("kind").GetString()));
        Assert.Equal([4, 20, 100, 50, 99, 100], new[] { "batch", "run_ms", "stops", "p50_ms", "p99_ms", "max_ms" }.Select(name => read.GetProperty(name).GetDouble()));
    }

    [Fact]
    public void Write_NothingWasStopped_SaysZero()
    {
        using var written = new StringWriter();
        StopReport.Write(written, [new StopDelays("m", "3x8", PreemptionKind.Restart, 1, 1_000_000, [])]);
        Assert.Matches("m +│ 3x8 +│ restart │ 1 +│ 1.00 +│ 0 +│ 0.00", written.ToString());
    }
}
