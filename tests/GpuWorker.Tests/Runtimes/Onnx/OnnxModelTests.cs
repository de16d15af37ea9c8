using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;
using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Profiling;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Runtimes.Onnx;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tests.Runtimes.Onnx;

public class OnnxModelTests(RealModels models) : IClassFixture<RealModels>
{
    private const float Tolerance = 1e-4f;

    [Fact]
    public void Scan_CommittedModels_HaveNoFault()
    {
        var scan = ModelRepository.Scan(RealModels.Root);

        Assert.Equal([RealModels.Angle, RealModels.Detection, RealModels.Recognition], scan.Models.Select(model => model.Name));
        Assert.Empty(scan.Refused);
    }

    [SkippableFact]
    public void Run_Batch_EqualsSingles()
    {
        AssertBatchEqualsSingles(RealModels.Angle, [(48, 192), (48, 192), (48, 192)]);
        AssertBatchEqualsSingles(RealModels.Recognition, [(48, 129), (48, 140), (48, 160)]);
        AssertBatchEqualsSingles(RealModels.Detection, [(64, 96), (64, 96)]);
    }

    [SkippableFact]
    public void Run_Recognition_EqualsArgmaxOfTheRawOutput()
    {
        var model = models.Get(RealModels.Recognition);
        var request = RealModels.Picture(48, 150, seed: 11);
        var raw = RunRaw(model, request, 160, mean: [0.5f, 0.5f, 0.5f], std: [0.5f, 0.5f, 0.5f], out var shape);

        using var outputs = model.Run([request], new StopFlag());

        var (index, score) = (outputs.PerRequest[0][0], outputs.PerRequest[0][1]);
        Assert.Equal(("softmax_11.tmp_0.index", "softmax_11.tmp_0.score"), (index.Name, score.Name));
        Assert.Equal([1, shape[1]], index.Shape);
        var characters = (int)shape[2];
        for (var step = 0; step < shape[1]; step++)
        {
            var row = raw.AsSpan(step * characters, characters).ToArray();
            var best = Array.IndexOf(row, row.Max());
            Assert.Equal(best, MemoryMarshal.Cast<byte, int>(index.Data.Span)[step]);
            Assert.Equal(row[best], MemoryMarshal.Cast<byte, float>(score.Data.Span)[step], Tolerance);
        }
    }

    [SkippableFact]
    public void Run_Detection_EqualsTheRawMapInSteps()
    {
        var model = models.Get(RealModels.Detection);
        var request = RealModels.Picture(96, 160, seed: 5);
        var raw = RunRaw(model, request, 160, mean: [0.485f, 0.456f, 0.406f], std: [0.229f, 0.224f, 0.225f], out _);

        using var outputs = model.Run([request], new StopFlag());

        var map = outputs.PerRequest[0].Single();
        Assert.Equal(TensorDatatype.UInt8, map.Datatype);
        Assert.Equal([1, 1, 96, 160], map.Shape);
        for (var i = 0; i < raw.Length; i++)
            Assert.InRange(map.Data.Span[i] - raw[i] * 255, -0.51f, 0.51f);
    }

    [SkippableFact]
    public void Run_StopRequestedMeanwhile_StopsAndTheNextRunWorks()
    {
        var model = models.Get(RealModels.Recognition);
        var longest = Enumerable.Range(0, 4).Select(seed => RealModels.Picture(48, 960, seed)).ToList();
        var stop = new StopFlag();
        using var started = new ManualResetEventSlim();
        var requester = new Thread(() =>
        {
            started.Wait();
            stop.Request();
        });
        requester.Start();

        // The request's own tensors tell when the gather is over: the flag rises once the last of them is read.
        var watched = new WatchedBatch(longest, started);
        Assert.Throws<BatchStoppedException>(() => model.Run(watched, stop));
        requester.Join();

        using var outputs = model.Run([longest[0]], new StopFlag());
        Assert.Equal(2, outputs.PerRequest[0].Count);
    }

    [SkippableFact]
    public void Measure_StopsOfDetection_AreKnownAndItRunsOn()
    {
        var model = models.Get(RealModels.Detection);
        var points = new ModelProfiler(TimeProvider.System, NullLogger<ModelProfiler>.Instance).Measure(model);

        // Where other tests keep all threads busy, timers come after the run's end, and that measures nothing.
        var profiler = new StopProfiler(TimeProvider.System, NullLogger<StopProfiler>.Instance);
        var stops = Enumerable.Range(0, 40).Select(_ => profiler.Measure(model, points, PreemptionKind.Suspend)).FirstOrDefault(s => s is not null);

        Assert.NotNull(stops);
        using var outputs = model.Run([RealModels.Picture(64, 64, seed: 1)], new StopFlag());
        Assert.Single(outputs.PerRequest);
    }

    [SkippableFact]
    public void WarmUp_CommittedModels_RunsThem()
    {
        foreach (var name in (string[])[RealModels.Angle, RealModels.Recognition, RealModels.Detection])
            Assert.Null(Record.Exception(models.Get(name).WarmUp));
    }

    private void AssertBatchEqualsSingles(string name, (int Height, int Width)[] sizes)
    {
        var model = models.Get(name);
        var batch = sizes.Select((size, seed) => RealModels.Picture(size.Height, size.Width, seed)).ToList();
        Assert.All(batch, request => Assert.Null(model.FindFault(request)));
        Assert.Single(batch.Select(model.BucketOf).Distinct());

        using var together = model.Run(batch, new StopFlag());

        for (var item = 0; item < batch.Count; item++)
        {
            using var alone = model.Run([batch[item]], new StopFlag());
            foreach (var (expected, actual) in alone.PerRequest[0].Zip(together.PerRequest[item]))
                AssertSame(expected, actual);
        }
    }

    private static void AssertSame(Tensor expected, Tensor actual)
    {
        Assert.Equal((expected.Name, expected.Datatype), (actual.Name, actual.Datatype));
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Null(actual.FindFault());
        if (expected.Datatype == TensorDatatype.Fp32)
        {
            foreach (var (a, b) in MemoryMarshal.Cast<byte, float>(expected.Data.Span).ToArray().Zip(MemoryMarshal.Cast<byte, float>(actual.Data.Span).ToArray()))
                Assert.Equal(a, b, Tolerance);
        }
        else if (expected.Datatype == TensorDatatype.UInt8)
        {
            // A value next to the edge between two steps may fall on either side.
            foreach (var (a, b) in expected.Data.ToArray().Zip(actual.Data.ToArray()))
                Assert.InRange(a - b, -1, 1);
        }
        else
        {
            Assert.Equal(expected.Data.ToArray(), actual.Data.ToArray());
        }
    }

    /// <summary>Transform and run written out plainly, as PaddleOCR does them: BGR, (x / 255 − mean) / std, zero padding on the right.</summary>
    private static float[] RunRaw(ILoadedModel model, InferenceRequest request, int bucketWidth, float[] mean, float[] std, out long[] shape)
    {
        var picture = request.Inputs[0];
        var (height, width) = ((int)picture.Shape[1], (int)picture.Shape[2]);
        var planes = new float[3 * height * bucketWidth];
        for (var c = 0; c < 3; c++)
        {
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                    planes[(c * height + y) * bucketWidth + x] = (picture.Data.Span[(y * width + x) * 3 + 2 - c] / 255f - mean[c]) / std[c];
            }
        }

        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, IntraOpNumThreads = 1 };
        using var session = new InferenceSession(Path.Combine(model.Definition.Directory, OnnxRuntime.ModelFile), options);
        using var input = OrtValue.CreateTensorValueFromMemory(planes, [1, 3, height, bucketWidth]);
        using var run = new RunOptions();
        using var outputs = session.Run(run, ["x"], [input], [session.OutputNames[0]]);
        shape = outputs[0].GetTensorTypeAndShape().Shape;
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>Says when the run reaches for the last item, so that the flag rises while the session runs or just before: both must stop it.</summary>
    private sealed class WatchedBatch(List<InferenceRequest> batch, ManualResetEventSlim reached) : IReadOnlyList<InferenceRequest>
    {
        public int Count => batch.Count;

        public InferenceRequest this[int index]
        {
            get
            {
                if (index == Count - 1)
                    reached.Set();
                return batch[index];
            }
        }

        public IEnumerator<InferenceRequest> GetEnumerator() => batch.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
