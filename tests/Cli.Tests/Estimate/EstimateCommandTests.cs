using System.CommandLine;
using System.Text.Json;
using Shepherd.Cli.Commands;

namespace Shepherd.Cli.Tests.Estimate;

public sealed class EstimateCommandTests
{
    private const string Shape = "x=1x3x48x192";

    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [SkippableTheory]
    [InlineData("analytic")]
    [InlineData("learned")]
    public void Estimate_Json_HasTheContractsNames(string backend)
    {
        var result = Json(Model(), "--device", "a100", "--input", Shape, "--batch", "1,4,16", "--backend", backend);
        Assert.Equal(["model", "device", "backend", "precision", "inputs", "operators", "gflops_per_request", "weights_mb", "batches", "load_ms", "wall_ms"], result.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("A100-80", "tf32"), (result.GetProperty("device").GetString(), result.GetProperty("precision").GetString()));
        var rows = result.GetProperty("batches").EnumerateArray().ToList();
        Assert.Equal(["batch", "creq_percent", "peak_percent", "mreq_mb", "mreq_percent", "time_ms", "rps", "bound"], rows[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal([1, 4, 16], rows.Select(r => r.GetProperty("batch").GetInt32()));
        foreach (var (smaller, larger) in rows.Zip(rows.Skip(1)))
        {
            Assert.True(larger.GetProperty("time_ms").GetDouble() >= smaller.GetProperty("time_ms").GetDouble());
            Assert.True(larger.GetProperty("mreq_mb").GetDouble() > smaller.GetProperty("mreq_mb").GetDouble());
        }
    }

    [SkippableFact]
    public void Estimate_FasterDevice_TakesLessTime() => Assert.True(Time("H100") < Time("T4"));

    [SkippableFact]
    public void Estimate_TableOfTimes_IsInterpolated() =>
        Assert.Equal(3, Json(Model(), "--device", "T4", "--input", Shape, "--backend", "table", "--table", "1:2,3:4", "--batch", "2").GetProperty("batches")[0].GetProperty("time_ms").GetDouble());

    [SkippableFact]
    public void Estimate_TableOnThisCpu_IsMeasured() =>
        Assert.True(Json(Model(), "--device", "cpu", "--input", Shape, "--backend", "table", "--batch", "1,2").GetProperty("batches")[0].GetProperty("time_ms").GetDouble() > 0);

    [SkippableFact]
    public void Estimate_Table_HasARowForEachBatch()
    {
        Assert.Equal((0, ""), (Invoke(Model(), "--device", "T4", "--input", Shape, "--batch", "1,32"), _error.ToString()));
        Assert.Contains("│ 32    │", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("requests/s", _output.ToString(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("--device A10 --input x=1x3x48x192", "--device A10: not known; known are A100-40, A100-80 (also A100), A30, A40, H100, T4, V100-16 (also V100), V100-32 and cpu")]
    [InlineData("--device T4 --batch 0", "--batch 0: '0' is no batch size; it takes whole numbers from 1 to 65536, with commas between")]
    [InlineData("--device T4 --batch 1,1000000", "--batch 1,1000000: '1000000' is no batch size")]
    [InlineData("--device T4 --input x=1x3x48", "--input x=1x3x48: it has 3 extents, and the graph 'x' [-1, 3, -1, -1]; give 4, for example --input x=1x3x320x320")]
    [InlineData("--device T4 --input x=1x3x48x192 --table 1:2", "--table: its times are for --backend table, and the backend is analytic; give --backend table, or leave --table out")]
    [InlineData("--device T4 --input x", "'x' is no shape; it takes NAME=")]
    [InlineData("--device T4 --backend table --input x=1x3x48x192", "--backend table: nothing was measured on T4; give --table")]
    [InlineData("--device T4 --backend table --table 1 --input x=1x3x48x192", "--table 1: '1' is no measurement")]
    [InlineData("--device T4 --precision tf32 --input x=1x3x48x192", "device 'T4' has no TF32 units; choose a precision of fp32, fp16, int8")]
    public void Estimate_BadInput_IsOneLineWithTheRemedy(string arguments, string expected)
    {
        Assert.Equal(ExitCodes.Failed, Invoke([Model(), .. arguments.Split(' ')]));
        Assert.StartsWith(expected, Assert.Single(_error.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [SkippableTheory]
    [InlineData("ppocr-angle", "x=1x3x48x192")]
    [InlineData("ppocr-detection", "x=1x3x640x640")]
    [InlineData("ppocr-recognition", "x=1x3x48x352")]
    public void Estimate_NoShapes_TakesThoseOfTheConfigurationBesideTheModelAndSaysSo(string model, string shape)
    {
        var path = Model(model);
        var config = Path.Combine(Path.GetDirectoryName(path)!, "config.yaml");
        Assert.Equal((0, ""), (Invoke(path, "--device", "A100", "--batch", "1,2"), _error.ToString()));
        Assert.Contains($"{shape} from {config}; --input gives another shape", _output.ToString(), StringComparison.Ordinal);
        _output.GetStringBuilder().Clear();
        var input = Json(path, "--device", "A100", "--batch", "1").GetProperty("inputs")[0];
        Assert.Equal((shape, config), ($"x={string.Join('x', input.GetProperty("shape").EnumerateArray())}", input.GetProperty("from_config").GetString()));
        input = Json(path, "--device", "A100", "--batch", "1", "--input", shape).GetProperty("inputs")[0];
        Assert.Equal(JsonValueKind.Null, input.GetProperty("from_config").ValueKind);
    }

    [SkippableTheory]
    [InlineData(null, "input 'x' [-1, 3, -1, -1]: axis 2 is free; give --input x=…, for example --input x=1x3x320x320")]
    [InlineData("slo_ms: soon", "config.yaml:1: slo_ms")]
    [InlineData("{slo_ms: 9, max_batch: 1, inputs: [{name: y, datatype: FP32, shape: [3]}], outputs: [{name: z, datatype: FP32, shape: [2]}]}", "input 'x' [-1, 3, -1, -1]: axis 2 is free")]
    public void Estimate_NoShapesAnywhere_IsOneLineWithTheRemedy(string? config, string expected)
    {
        var folder = Directory.CreateTempSubdirectory("shepherd-estimate-");
        try
        {
            var path = Path.Combine(folder.FullName, "model.onnx");
            File.Copy(Model(), path);
            if (config is not null)
                File.WriteAllText(Path.Combine(folder.FullName, "config.yaml"), config);
            Assert.Equal(ExitCodes.Failed, Invoke(path, "--device", "T4"));
            Assert.Contains(expected, Assert.Single(_error.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Estimate_NoModel_IsOneLineWithTheRemedy()
    {
        Assert.Equal(ExitCodes.Failed, Invoke(Path.Combine(Repository.Root, "README.md"), "--device", "T4"));
        Assert.Contains("README.md: no ONNX model: ", Assert.Single(_error.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private static string Model(string name = "ppocr-angle")
    {
        var path = Path.Combine(Repository.Root, $"models/{name}/1/model.onnx");
        Skip.IfNot(File.Exists(path), $"models/{name} has no weights; run eng/models.sh");
        return path;
    }

    private double Time(string device) => Json(Model(), "--device", device, "--input", Shape, "--batch", "16").GetProperty("batches")[0].GetProperty("time_ms").GetDouble();

    private JsonElement Json(params string[] arguments)
    {
        Assert.Equal((0, ""), (Invoke([.. arguments, "-o", "json"]), _error.ToString()));
        var line = Assert.Single(_output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        _output.GetStringBuilder().Clear();
        return JsonDocument.Parse(line).RootElement;
    }

    private int Invoke(params string[] arguments) => EstimateCommand.Create().Parse(arguments).Invoke(new InvocationConfiguration { Output = _output, Error = _error });
}
