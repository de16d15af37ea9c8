using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Runtimes.Onnx;
using Shepherd.GpuWorker.Tests.Models;
using Shepherd.GpuWorker.Tests.Runtimes.Onnx;

namespace Shepherd.GpuWorker.Tests.Runtimes;

public sealed class ModelLoaderTests : IDisposable
{
    private const string Identity = """
        group: readers
        slo_ms: 500
        max_batch: 2
        inputs: [{name: x, datatype: FP32, shape: [4]}]
        outputs: [{name: y, datatype: FP32, shape: [4]}]
        """;

    private static readonly byte[] Graph = TinyGraph.Write("Identity", ["x"], TinyGraph.Fp32, -1, 4);

    private readonly TemporaryRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public void Load_NewestIsCorrupt_ServesTheOneBefore()
    {
        _repository.Add("m", "1", Identity, Graph);
        _repository.Add("m", "2", Identity, Graph);
        _repository.Add("m", "3", Identity, Graph[..^20]);
        _repository.Add("m", "4", "slo_ms: soon", Graph);

        var (models, refused) = Load();

        Assert.Equal([("m", 2)], models);
        Assert.Equal(["3", "4"], refused.Select(model => model.Version).Order());
        Assert.Contains("model.onnx: ONNX Runtime refuses it", refused.Single(model => model.Version == "3").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OneModelIsCorrupt_LoadsTheOthersAndKnowsItsGroup()
    {
        _repository.Add("a", "1", Identity, Graph);
        _repository.Add("b", "1", Identity, [1, 2, 3]);
        _repository.Add("c", "1", Identity, Graph);

        var (models, refused) = Load();

        Assert.Equal([("a", 1), ("c", 1)], models);
        Assert.Equal(("b", "readers"), (refused.Single().Name, refused.Single().Group));
    }

    [Fact]
    public void Load_RuntimeThatThereIsNot_NamesFileKeyAndThoseThereAre()
    {
        _repository.Add("m", "1", Identity + "\nruntime: caffe", Graph);

        var (models, refused) = Load();

        Assert.Empty(models);
        Assert.EndsWith("config.yaml: runtime: found 'caffe'; this worker has onnx", refused.Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WarmUpFails_IsRefused()
    {
        // The graph promises nothing of its output's extent; only a run shows that 4 come, not 5.
        _repository.Add("m", "1", Identity.Replace("{name: y, datatype: FP32, shape: [4]}", "{name: y, datatype: FP32, shape: [5]}", StringComparison.Ordinal), TinyGraph.Write("Identity", ["x"], TinyGraph.Fp32, -1, -1));

        var (models, refused) = Load();

        Assert.Empty(models);
        Assert.Contains("output 'y' came as [1,4]; its config.yaml says [batch,5]", refused.Single().Reason, StringComparison.Ordinal);
    }

    private (IReadOnlyList<(string, int)> Models, IReadOnlyList<Shepherd.GpuWorker.Models.RefusedModel> Refused) Load()
    {
        var loaded = ModelLoader.Load(_repository.Scan(), [new OnnxRuntime()], [new LaneOptions(), new LaneOptions(Threads: 2)]);
        Assert.All(loaded.Models, lanes => Assert.Equal(2, lanes.Count));
        foreach (var model in loaded.Models.SelectMany(lanes => lanes))
            model.Dispose();
        return ([.. loaded.Models.Select(lanes => (lanes[0].Definition.Name, lanes[0].Definition.Version))], loaded.Refused);
    }
}
