using System.Diagnostics;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Runtimes.Onnx;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Tests.Models;
using Shepherd.GpuWorker.Tests.Runtimes.Onnx;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;

namespace Shepherd.GpuWorker.Tests.Lifecycle;

public sealed class ModelLifecycleStartTests : IDisposable
{
    private const string Config = """
        slo_ms: 500
        max_batch: 8
        inputs: [{name: x, datatype: FP32, shape: [-1], buckets: {0: [1024, 4096, 65536]}}]
        outputs: [{name: y, datatype: FP32, shape: [-1]}]
        """;

    private readonly TemporaryRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData(1024)]
    [InlineData(4096)]
    [InlineData(65536)]
    public async Task Start_ModelOfSeveralBuckets_KnowsWhatEachTakesBeforeItsFirstRequest(int extent)
    {
        _repository.Add("m", "1", Config, TinyGraph.Write("Sqrt", ["x"], TinyGraph.Fp32, -1, -1));
        using var models = await LoadAsync(_repository.Root);
        AssertForeseen(models[0], new InferenceRequest("r", "", [new Tensor("x", TensorDatatype.Fp32, [1, extent], new byte[4 * extent])]));
    }

    [SkippableTheory]
    [InlineData(RealModels.Angle, 48, 192)]
    [InlineData(RealModels.Recognition, 48, 160)]
    [InlineData(RealModels.Detection, 320, 480)]
    public async Task Start_RealModel_KnowsWhatARequestTakesBeforeTheFirst(string name, int height, int width)
    {
        Skip.IfNot(File.Exists(Path.Combine(RealModels.Root, name, "1", OnnxRuntime.ModelFile)), "the weights are not there: run eng/models.sh");
        foreach (var file in Directory.GetFiles(Path.Combine(RealModels.Root, name, "1")))
            File.Copy(file, Path.Combine(_repository.Add(name, "1"), Path.GetFileName(file)));
        using var models = await LoadAsync(_repository.Root);
        AssertForeseen(models[0], RealModels.Picture(height, width, seed: 1));
    }

    /// <summary>What was believed lies within an order of what is measured then; the bounds leave room for a machine that is busy now or was busy before.</summary>
    private static void AssertForeseen(ServedModel model, InferenceRequest request)
    {
        const int order = 10;
        var bucket = model.BucketOf(request);
        foreach (var batch in new[] { 1, model.Definition.Config.MaxBatch })
        {
            var quickest = TimeSpan.MaxValue;
            for (var run = 0; run < 5; run++)
            {
                var start = Stopwatch.GetTimestamp();
                model.OnLane(0).Run([.. Enumerable.Repeat(request, batch)], new StopFlag()).Dispose();
                var took = Stopwatch.GetElapsedTime(start);
                quickest = took < quickest ? took : quickest;
            }

            Assert.InRange(quickest.TotalNanoseconds, 1, order * (double)model.Latency.EstimateNs(bucket, batch));
        }
    }

    private static async Task<ServedModels> LoadAsync(string root)
    {
        var options = new WorkerOptions { Kafka = new KafkaOptions { BootstrapServers = "none" }, Models = root, Threads = 1 };
        return await LifecycleHarness.Create(options, TimeProvider.System, new OnnxRuntime()).StartAsync(_ => false, default);
    }
}
