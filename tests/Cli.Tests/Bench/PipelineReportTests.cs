using System.Text.Json;
using Shepherd.Cli.Bench;
using Shepherd.Cli.Bench.Load;
using Shepherd.Cli.Bench.Pipeline;

namespace Shepherd.Cli.Tests.Bench;

public class PipelineReportTests
{
    private const long NsPerMs = 1_000_000;

    [Fact]
    public void ToJson_Cells_HaveTheNamesAndRatiosOfTheContract()
    {
        var figures = new PipelineFigures([Cell(1000, false, 200, 150, 1, 1), Cell(1000, true, 100, 100, 2, 3), Cell(100_000, false, 100, 80, 1, 1), Cell(100_000, true, 50, 50, 2, 2)]);

        var json = JsonDocument.Parse(PipelineReport.ToJson(figures)).RootElement;

        Assert.Equal([1000, 1000, 100_000, 100_000], json.GetProperty("cells").EnumerateArray().Select(c => c.GetProperty("bytes").GetInt32()));
        Assert.Equal(["saturation", "half", "saturation", "half"], json.GetProperty("cells").EnumerateArray().Select(c => c.GetProperty("mode").GetString()));
        var half = json.GetProperty("cells")[1];
        Assert.Equal((100, 2, 2), (half.GetProperty("raw").GetProperty("rps").GetDouble(), half.GetProperty("raw").GetProperty("p50_ms").GetDouble(), half.GetProperty("raw").GetProperty("p99_ms").GetDouble()));
        Assert.Equal(3, half.GetProperty("worker").GetProperty("p99_ms").GetDouble());
        // The worst cell of each kind.
        Assert.Equal((0.75, 1.5, 1.5), (json.GetProperty("throughput_ratio").GetDouble(), json.GetProperty("p50_ratio").GetDouble(), json.GetProperty("p99_ratio").GetDouble()));
        Assert.Equal(10, json.GetProperty("allocated_bytes_per_request").GetDouble());
    }

    [Fact]
    public void Answer_AskedForFigures_GivesALineThatIsReadBack()
    {
        var figures = ProcessFigures.Parse(ProcessFigures.Answer(ProcessFigures.Ask)!);
        Assert.True(figures is { AllocatedBytes: > 0, WorkingSetBytes: > 0, CpuMs: > 0 });
        Assert.Null(ProcessFigures.Answer("anything else"));
    }

    private static PipelineCell Cell(int bytes, bool isHalf, int raw, int worker, int rawMs, int workerMs) => new(bytes, isHalf, Side(raw, rawMs), Side(worker, workerMs));

    private static PipelineSide Side(int rps, int ms)
    {
        var side = new PipelineSide();
        side.Add(new LoadSlice(rps, 1, [.. Enumerable.Repeat(ms * NsPerMs, rps)]), new ProcessFigures(0, 0, 0, 0, 0, 0), new ProcessFigures(10 * rps, 0, 0, 0, 0, 0));
        return side;
    }
}
