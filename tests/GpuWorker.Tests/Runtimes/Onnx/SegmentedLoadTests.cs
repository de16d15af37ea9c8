using Microsoft.Extensions.Logging;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Runtimes.Onnx;
using Shepherd.GpuWorker.Tests.Models;
using Shepherd.Onnx.Segments;

namespace Shepherd.GpuWorker.Tests.Runtimes.Onnx;

public sealed class SegmentedLoadTests : IDisposable
{
    private const string Yaml = """
        slo_ms: 500
        max_batch: 2
        segments: 3
        inputs: [{name: x, datatype: FP32, shape: [4]}]
        outputs: [{name: y, datatype: FP32, shape: [4]}]
        """;

    private readonly TemporaryRepository _repository = new();
    private readonly Warnings _warnings = new();
    private readonly string _cache = Directory.CreateTempSubdirectory("segment-cache").FullName;

    public void Dispose()
    {
        _repository.Dispose();
        Directory.Delete(_cache, recursive: true);
    }

    [Fact]
    public void Load_ModelThatCannotBeCut_IsServedWholeAndSaysWhy()
    {
        using var model = Load(new LaneOptions());

        Assert.Equal(1, model.Segments);
        Assert.StartsWith("Model m is served whole, and its batches start anew where they are stopped: there is no place at which", Assert.Single(_warnings.Messages), StringComparison.Ordinal);
        model.WarmUp();
    }

    [Fact]
    public void Load_CacheThatCannotBeWritten_IsServedWholeAndSaysWhy()
    {
        var file = Path.Combine(_cache, "file");
        File.WriteAllText(file, "");

        using var model = Load(new LaneOptions(), file);

        Assert.Equal(1, model.Segments);
        Assert.Contains(file, Assert.Single(_warnings.Messages), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Load_ModelThatCutsWell_RunsInSegments()
    {
        var definition = ModelRepository.Scan(RealModels.Root).Models.Single(m => m.Name == RealModels.Angle);
        var file = Path.Combine(definition.Directory, OnnxRuntime.ModelFile);
        Skip.IfNot(File.Exists(file), "the weights are not there: run eng/models.sh");
        definition = definition with { Config = definition.Config with { Segments = 3 } };
        // Cut before and judged well, whatever its trial said: how busy the machine is must not decide this test.
        var store = new SegmentStore(_cache);
        var folder = Directory.CreateDirectory(store.FolderOf(file, SegmentShapes.Of(definition.Config), 3, 1)).FullName;
        (SegmentStore.Cut(file, SegmentShapes.Of(definition.Config), 3, 1, folder) with { Refusal = null }).Save(folder);

        using var model = new OnnxRuntime(_warnings, store).Load(definition, new LaneOptions());

        Assert.Equal((3, 0), (model.Segments, _warnings.Messages.Count));
        Assert.IsType<SegmentedOnnxModel>(model);
        model.WarmUp();
    }

    private ILoadedModel Load(LaneOptions lane, string? cache = null)
    {
        _repository.Add("m", "1", Yaml, TinyGraph.Write("Relu", ["x"], TinyGraph.Fp32, -1, 4));
        return new OnnxRuntime(_warnings, new SegmentStore(cache ?? _cache)).Load(_repository.Scan().Models.Single(), lane);
    }

    private sealed class Warnings : ILogger<OnnxRuntime>
    {
        public List<string> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Assert.Equal(LogLevel.Warning, logLevel);
            Messages.Add(formatter(state, exception));
        }
    }
}
