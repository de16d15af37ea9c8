using System.CommandLine;
using System.Text.Json;
using Shepherd.Cli.Commands;

namespace Shepherd.Cli.Tests.Simulate.Grid;

public sealed class SimulateGridCommandTests : IDisposable
{
    private static readonly string[] Small = ["grid", "--quick", "--workloads", "one", "--gpus", "1", "--policies", "edf,flex"];

    private readonly string _folder = Directory.CreateTempSubdirectory("grid").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Grid_Json_HasTheContractsNames()
    {
        Assert.Equal(0, Invoke([.. Small, "-o", "json"]));
        var grid = JsonDocument.Parse(_output.ToString()).RootElement;
        Assert.Equal(["seed", "lanes_per_gpu", "policies", "cells", "left_out", "max_load_at_99", "summary"], Names(grid));
        var cell = grid.GetProperty("cells")[0];
        Assert.Equal(["workload", "cv", "slo", "load", "gpus", "seconds", "requests", "bound_in_slo", "results"], Names(cell));
        Assert.Equal(("one-cv1", "5x", 0.7, 1), (cell.GetProperty("workload").GetString(), cell.GetProperty("slo").GetString(), cell.GetProperty("load").GetDouble(), cell.GetProperty("gpus").GetInt32()));
        Assert.Equal(["edf", "flex"], Names(cell.GetProperty("results")));
        Assert.Equal(["attainment", "goodput_rps", "share_of_bound"], Names(cell.GetProperty("results").GetProperty("flex")).Take(3));
        Assert.Equal(["one-cv1/5x/1", "one-cv1/10x/1", "one-cv4/5x/1", "one-cv4/10x/1"], Names(grid.GetProperty("max_load_at_99")));
        Assert.Equal(
            ["mean_share_of_bound", "worst_ratio", "worst_cell", "cells_below_99", "cells_strictly_best", "cells_best"], Names(grid.GetProperty("summary").GetProperty("edf")));
        Assert.Contains("of 20 done", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Grid_OwnAxes_ReplaceTheGrids()
    {
        Assert.Equal(0, Invoke("grid", "--quick", "--workloads", "one-cv1", "--gpus", "2", "--policies", "edf", "--slos", "20,7.5x", "--loads", "3,0.25", "--requests", "500", "--attainment", "0.9", "-o", "json"));
        var grid = JsonDocument.Parse(_output.ToString()).RootElement;
        var cells = grid.GetProperty("cells").EnumerateArray().ToList();
        Assert.Equal([("7.5x", 0.25), ("7.5x", 3), ("20x", 0.25), ("20x", 3)], cells.Select(c => (c.GetProperty("slo").GetString(), c.GetProperty("load").GetDouble())));
        Assert.All(cells.Where(c => c.GetProperty("load").GetDouble() < 1), c => Assert.InRange(c.GetProperty("requests").GetInt32(), 400, 600));
        var loads = grid.GetProperty("max_load_at_90");
        Assert.Equal(["one-cv1/7.5x/2", "one-cv1/20x/2"], Names(loads));
        Assert.All(loads.EnumerateObject(), l => Assert.InRange(l.Value.GetProperty("edf").GetDouble(), 0.25, 2));
    }

    [Fact]
    public void Grid_TraceModels_AreServedByTheTrace()
    {
        var path = Path.Combine(_folder, "rows.csv");
        File.WriteAllText(path, "timestamp_s,model\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i},x\n")));
        Assert.Equal(0, Invoke("grid", "--quick", "--trace", path, "--trace-models", "one,five", "--workloads", "trace", "--loads", "0.5", "--slos", "5", "--gpus", "1", "--policies", "edf", "-o", "json"));
        var cells = JsonDocument.Parse(_output.ToString()).RootElement.GetProperty("cells").EnumerateArray().ToList();
        Assert.Equal(["trace:rows:one", "trace:rows"], cells.Select(c => c.GetProperty("workload").GetString()));
        Assert.NotEqual(cells[0].GetProperty("results").GetProperty("edf").GetProperty("mean_batch").GetDouble(), cells[1].GetProperty("results").GetProperty("edf").GetProperty("mean_batch").GetDouble());
    }

    [Fact]
    public void Grid_SameSeed_SameTextAndAnotherSeedAnother()
    {
        var texts = new List<string>();
        foreach (var seed in new[] { "5", "5", "6" })
        {
            _output.GetStringBuilder().Clear();
            Assert.Equal(0, Invoke([.. Small, "--seed", seed, "-o", "json"]));
            texts.Add(_output.ToString());
        }

        Assert.Equal(texts[0], texts[1]);
        Assert.NotEqual(texts[0].Replace("\"seed\":5", "", StringComparison.Ordinal), texts[2].Replace("\"seed\":6", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Grid_Table_PrintsPoliciesAndLargestLoads()
    {
        Assert.Equal(0, Invoke(Small));
        foreach (var expected in new[] { "12 cells, seed 1", "edf", "share of bound", "strictly best", "largest load at 99 % attainment", "one-cv4" })
            Assert.Contains(expected, _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Grid_Trace_IsAWorkloadOfItsName()
    {
        var path = Path.Combine(_folder, "rows.csv");
        File.WriteAllText(path, "timestamp_s,model\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i},x\n")));
        Assert.Equal(0, Invoke("grid", "--quick", "--trace", path, "--workloads", "trace:rows", "--gpus", "1", "--policies", "edf", "-o", "json"));
        var cells = JsonDocument.Parse(_output.ToString()).RootElement.GetProperty("cells").EnumerateArray().ToList();
        Assert.All(cells, c => Assert.Equal(("trace:rows", JsonValueKind.Null), (c.GetProperty("workload").GetString(), c.GetProperty("cv").ValueKind)));
        Assert.Equal(6, cells.Count);
    }

    [Fact]
    public void Grid_TraceTooShort_SaysSo()
    {
        var path = Path.Combine(_folder, "rows.csv");
        File.WriteAllText(path, "timestamp_s,model\n1,x\n2,x\n3,x\n");
        Assert.Equal(1, Invoke("grid", "--trace", path, "--workloads", "trace:rows"));
        Assert.Contains("--trace: it is too short for every cell; trace:rows, SLO 5x, load 0.5, 1 GPU would last less than 5 SLOs", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--policies best", "--policies best: there is no such policy; known are shepherd")]
    [InlineData("--policies ,", "--policies is empty; name at least one, or leave it out")]
    [InlineData("--workloads six", "--workloads six: there is no such workload; known are one, pair, five, zipf, one-cv1")]
    [InlineData("--gpus 0", "--gpus: '0' is not what it takes: whole numbers from 1 to")]
    [InlineData("--gpus 4,many", "--gpus: 'many' is not what it takes")]
    [InlineData("--slos 5,0.5", "--slos: '0.5' is not what it takes: numbers from 1 to 1000, such as 5,10")]
    [InlineData("--slos 5ms", "--slos: '5ms' is not what it takes")]
    [InlineData("--slos 5,,10", "--slos: '5,,10' has an empty item; take away a comma, or name what is missing")]
    [InlineData("--slos 5,5x", "--slos: '5x' is given twice; give it once")]
    [InlineData("--loads 1,1.0", "--loads: '1.0' is given twice")]
    [InlineData("--gpus 1,01", "--gpus: '01' is given twice")]
    [InlineData("--policies fifo,fifo", "--policies: 'fifo' is given twice; give it once")]
    [InlineData("--policies fifo,", "--policies: 'fifo,' has an empty item")]
    [InlineData("--workloads one,one", "--workloads: 'one' is given twice")]
    [InlineData("--quick --trace-models one", "--trace-models: there is no trace that they are for; add --trace, or leave it out")]
    [InlineData("--loads 0", "--loads: '0' is not what it takes: numbers from 0.0001 to 100")]
    [InlineData("--loads NaN", "--loads: 'NaN' is not what it takes")]
    [InlineData("--loads ,", "--loads is empty; name at least one, or leave it out")]
    [InlineData("--requests 5", "--requests: '5' is not what it takes: a whole number from 100 to 1000000")]
    [InlineData("--attainment 99", "--attainment: '99' is not what it takes: a number from 0.5 to 1")]
    [InlineData("--trace-models six", "--trace-models six: there are no such models; known are one, pair, five, zipf")]
    [InlineData("--quick --gpus 30 --workloads pair", "with --quick only one is run on more than 12 devices; leave out --quick")]
    [InlineData("--trace none.csv", "--trace none.csv: there is no such file")]
    [InlineData("--report no/such/folder/out.html", "--report no/such/folder/out.html: it cannot be written, as there is no folder ")]
    [InlineData("--report .", "--report .: it is a directory; give a file in it, such as ./out.html")]
    [InlineData("--seed -1", "--seed: '-1' is not what it takes: a whole number")]
    [InlineData("-o yaml", "--output: 'yaml' is not what it takes: table or json")]
    public void Grid_BadInput_NamesItAndTheRemedy(string arguments, string expected)
    {
        Assert.Equal(1, Invoke(["grid", .. arguments.Split(' ')]));
        Assert.Contains(expected, _error.ToString(), StringComparison.Ordinal);
        Assert.Single(_error.ToString().TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("", "--report '' names no file; give one, such as out.html\n")]
    [InlineData("/proc/x.html", "--report /proc/x.html: it cannot be written; give a file in a folder that you may write to, on a disk with room\n")]
    public void Grid_ReportThatCannotBe_IsToldInOurOwnWords(string path, string expected)
    {
        Assert.Equal(1, Invoke([.. Small, "--report", path]));
        Assert.Equal(expected, _error.ToString());
    }

    [Fact]
    public void Grid_Table_CountsOneCellAsOne()
    {
        Assert.Equal(0, Invoke("grid", "--quick", "--workloads", "one-cv1", "--gpus", "1", "--slos", "5", "--loads", "0.5", "--policies", "edf"));
        Assert.StartsWith("1 cell, seed 1\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("largest load at 99 % attainment, to 0.1", _output.ToString(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(p => p.Name);

    private int Invoke(params string[] arguments) => SimulateCommand.Create().Parse(arguments).Invoke(new InvocationConfiguration { Output = _output, Error = _error });
}
