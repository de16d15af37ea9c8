using System.CommandLine;
using System.Text.Json;
using Shepherd.Cli.Commands;

namespace Shepherd.Cli.Tests.Segments;

public sealed class ModelsSegmentCommandTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("segment-command").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public void Segment_Json_HasTheContractsNamesAndTheFilesAreThere()
    {
        Assert.Equal((0, ""), (Invoke(Model(), "--segments", "3", "--input", "x=1x3x48x192", "--out", _folder, "--batch", "1,2", "--rounds", "2", "-o", "json"), _error.ToString()));

        var report = JsonDocument.Parse(_output.ToString()).RootElement;
        Assert.Equal(
            ["model", "wanted", "folder", "segments", "imbalance", "batches", "largest_difference", "cuts_well", "preemption", "reason"], report.EnumerateObject().Select(p => p.Name));
        var segments = report.GetProperty("segments").EnumerateArray().ToList();
        Assert.Equal(3, segments.Count);
        Assert.Equal(["segment", "operators", "ms", "live_bytes", "inputs", "outputs"], segments[0].EnumerateObject().Select(p => p.Name));
        Assert.All(segments[..2], s => Assert.InRange(s.GetProperty("live_bytes").GetInt64(), 1, long.MaxValue));
        Assert.Equal([1, 2], report.GetProperty("batches").EnumerateArray().Select(b => b.GetProperty("batch").GetInt32()));
        Assert.InRange(report.GetProperty("largest_difference").GetDouble(), 0, 1e-5);
        Assert.Equal(["segment-0.onnx", "segment-1.onnx", "segment-2.onnx", "segments.json"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
        Assert.Equal(report.GetProperty("cuts_well").GetBoolean() ? "suspend" : "restart", report.GetProperty("preemption").GetString());
    }

    [SkippableFact]
    public void Segment_Table_HasARowForEachSegmentAndTheVerdict()
    {
        Assert.Equal((0, ""), (Invoke(Model(), "--segments", "2", "--input", "x=1x3x48x192", "--out", _folder, "--batch", "1", "--rounds", "1"), _error.ToString()));

        Assert.Contains("│ 1       │", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("\nit cuts ", _output.ToString(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("--segments 1", "--segments: '1' is not what it takes: a whole number from 2 to 64")]
    [InlineData("--segments 4", "input 'x' [-1, 3, -1, -1]: axis 2 is free; give --input x=")]
    [InlineData("--input x=1x4x48x192", "--input x=1x4x48x192: axis 1 is 4, and the graph 'x'")]
    public void Segment_BadInput_IsOneLineWithTheRemedy(string arguments, string expected)
    {
        Assert.Equal(ExitCodes.Failed, Invoke([Model(), .. arguments.Split(' ')]));
        Assert.StartsWith(expected, Assert.Single(_error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Segment_NameInTheRepository_IsCutAtTheShapesOfItsConfiguration()
    {
        var models = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(Model())!)!)!;
        Assert.Equal((0, ""), (Invoke("ppocr-angle", "--models", models, "--segments", "2", "--out", _folder, "--batch", "1", "--rounds", "1"), _error.ToString()));
        Assert.Contains(Path.Combine("ppocr-angle", "1", "model.onnx"), _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Segment_NoSuchName_SaysWhatItTakes()
    {
        Assert.Equal(ExitCodes.Failed, Invoke("nope", "--models", _folder));
        Assert.StartsWith($"model 'nope': there is none such; give a name in {_folder}", _error.ToString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Segment_FolderCannotBeWritten_SaysSoAndHowToChooseAnother()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "/proc takes no folder");
        Assert.Equal(ExitCodes.Failed, Invoke(Model(), "--input", "x=1x3x48x192", "--out", "/proc/foo"));
        Assert.Equal("--out /proc/foo: the folder cannot be written; give another", _error.ToString().Trim());
    }

    [Fact]
    public void Segment_NoModel_NamesIt()
    {
        Assert.Equal(ExitCodes.Failed, Invoke(Path.Combine(Repository.Root, "README.md")));
        Assert.Contains("README.md: no ONNX model: ", _error.ToString(), StringComparison.Ordinal);
    }

    private static string Model()
    {
        var path = Path.Combine(Repository.Root, "models/ppocr-angle/1/model.onnx");
        Skip.IfNot(File.Exists(path), "models/ppocr-angle has no weights; run eng/models.sh");
        return path;
    }

    private int Invoke(params string[] arguments) =>
        CommandLine.InvokeAsync(ModelsCommand.Create(HomeFolders.At(_folder)), ["segment", .. arguments], new InvocationConfiguration { Output = _output, Error = _error }).GetAwaiter().GetResult();
}
