using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Runtimes.Onnx;
using Shepherd.Onnx.Segments;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tests.Runtimes.Onnx;

public sealed class SegmentedOnnxModelTests(RealModels models) : IClassFixture<RealModels>, IDisposable
{
    private const int Segments = 5;
    private const float Tolerance = 1e-5f;

    private readonly string _folder = Directory.CreateTempSubdirectory("segmented").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData(RealModels.Angle, 48, 192, 3)]
    [InlineData(RealModels.Recognition, 48, 150, 2)]
    [InlineData(RealModels.Detection, 96, 160, 2)]
    public void Continue_StoppedSeveralTimesAtEachCut_IsBitIdenticalAndAsTheWhole(string name, int height, int width, int requests)
    {
        var batch = Enumerable.Range(0, requests).Select(seed => RealModels.Picture(height, width, seed)).ToList();
        using var model = Load(name);
        using var uninterrupted = model.Run(batch, new StopFlag());
        Assert.Equal(Segments, model.Segments);

        using var run = model.Begin(batch);
        var stops = new Stops(model);
        for (var cut = 1; cut < Segments; cut++)
        {
            stops.StopBehind(run, cut);
            Assert.True(run.CanResume);
            Assert.InRange(run.StateBytes, 1, long.MaxValue);
            // Twice more without going on: a flag that is up before the next segment begins.
            stops.StopAtOnce(run);
            stops.StopAtOnce(run);
            // Others pass meanwhile, through the same sessions and buffers.
            using var other = model.Run([RealModels.Picture(height, width, seed: 77)], new StopFlag());
        }

        using var resumed = run.Continue(new StopFlag());

        AssertEqual(uninterrupted, resumed, 0);
        using var whole = models.Get(name).Run(batch, new StopFlag());
        AssertEqual(whole, resumed, Tolerance);
    }

    [SkippableFact]
    public void Continue_StoppedOnceGathered_KeepsItsInput()
    {
        InferenceRequest[] batch = [RealModels.Picture(48, 192, 1), RealModels.Picture(48, 192, 2)], other = [RealModels.Picture(48, 192, 3), RealModels.Picture(48, 192, 4)];
        using var model = Load(RealModels.Angle);
        using var expected = model.Run(batch, new StopFlag());
        var flag = new StopFlag();
        using var run = model.Begin(new WatchedBatch(batch, flag));
        Assert.Throws<BatchStoppedException>(() => run.Continue(flag));
        Assert.Equal((true, 2 * 3 * 48 * 192 * sizeof(float)), (run.CanResume, run.StateBytes));

        model.Run(other, new StopFlag()).Dispose();

        using var resumed = run.Continue(new StopFlag());
        AssertEqual(expected, resumed, 0);
    }

    [SkippableFact]
    public void Continue_StoppedBeforeItIsGathered_KeepsNothing()
    {
        using var model = Load(RealModels.Angle);
        var batch = new[] { RealModels.Picture(48, 192, 1) };
        using var expected = model.Run(batch, new StopFlag());
        using var run = model.Begin(batch);

        new Stops(model).StopAtOnce(run);

        Assert.Equal((true, 0), (run.CanResume, run.StateBytes));
        using var resumed = run.Continue(new StopFlag());
        AssertEqual(expected, resumed, 0);
    }

    [SkippableFact]
    public void Continue_Abandoned_StopsWithinASegmentAndTheModelGoesOn()
    {
        using var model = Load(RealModels.Angle);
        var batch = new[] { RealModels.Picture(48, 192, 1) };
        using var run = model.Begin(batch);
        var (flag, last) = (new StopFlag(), 0);
        model.Stepped = done =>
        {
            last = done;
            if (done == 2)
                flag.Request(abandon: true);
        };

        Assert.IsType<OnnxRuntimeException>(Assert.Throws<BatchStoppedException>(() => run.Continue(flag)).InnerException);

        Assert.Equal(2, last);
        model.Stepped = null;
        run.Dispose();
        Assert.Equal((false, 0), (run.CanResume, run.StateBytes));
        Assert.Throws<ObjectDisposedException>(() => run.Continue(new StopFlag()));
        model.Run(batch, new StopFlag()).Dispose();
    }

    [SkippableFact]
    public void Begin_TooManyRequests_IsRefused()
    {
        using var model = Load(RealModels.Angle);

        Assert.Throws<ArgumentException>(() => model.Begin([]));
        Assert.Throws<ArgumentException>(() => model.Begin([.. Enumerable.Repeat(RealModels.Picture(48, 192, 1), 9)]));
    }

    /// <summary>Whatever its trial says, which on a busy machine may be anything.</summary>
    private SegmentedOnnxModel Load(string name)
    {
        var definition = models.Get(name).Definition;
        var config = definition.Config with { Segments = Segments, WarmUp = [new WarmUpRun(1, [name == RealModels.Detection ? [3, 96, 160] : [3, 48, 192]])] };
        var cut = SegmentStore.Cut(Path.Combine(definition.Directory, OnnxRuntime.ModelFile), SegmentShapes.Of(config), Segments, 1, _folder);
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL, IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        return new SegmentedOnnxModel(definition with { Config = config }, new SegmentChain(_folder, cut.Segments, options));
    }

    private static void AssertEqual(BatchOutputs expected, BatchOutputs actual, float tolerance)
    {
        Assert.Equal(expected.PerRequest.Count, actual.PerRequest.Count);
        foreach (var (a, b) in expected.PerRequest.SelectMany(r => r).Zip(actual.PerRequest.SelectMany(r => r)))
        {
            Assert.Equal((a.Name, a.Datatype), (b.Name, b.Datatype));
            Assert.Equal(a.Shape, b.Shape);
            if (tolerance == 0)
                Assert.Equal(a.Data.ToArray(), b.Data.ToArray());
            else if (a.Datatype == TensorDatatype.Fp32)
                Assert.All(Floats(a).Zip(Floats(b)), pair => Assert.Equal(pair.First, pair.Second, tolerance));
            else
                // Values next to the edge between two steps may fall on either side, and of two equally likely characters either may be the first.
                Assert.All(a.Data.ToArray().Zip(b.Data.ToArray()), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
        }
    }

    private static float[] Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray();

    private sealed class Stops(SegmentedOnnxModel model)
    {
        public void StopBehind(IBatchRun run, int segment)
        {
            var flag = new StopFlag();
            model.Stepped = done =>
            {
                if (done == segment)
                    flag.Request();
            };
            Assert.Throws<BatchStoppedException>(() => run.Continue(flag));
            model.Stepped = null;
        }

        public void StopAtOnce(IBatchRun run)
        {
            var (flag, steps) = (new StopFlag(), 0);
            flag.Request();
            model.Stepped = _ => steps++;
            Assert.Throws<BatchStoppedException>(() => run.Continue(flag));
            Assert.Equal(0, steps);
            model.Stepped = null;
        }
    }

    /// <summary>Raises a flag as its last request is gathered.</summary>
    private sealed class WatchedBatch(InferenceRequest[] batch, StopFlag flag) : IReadOnlyList<InferenceRequest>
    {
        public int Count => batch.Length;

        public InferenceRequest this[int index]
        {
            get
            {
                if (index == Count - 1)
                    flag.Request();
                return batch[index];
            }
        }

        public IEnumerator<InferenceRequest> GetEnumerator() => ((IEnumerable<InferenceRequest>)batch).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
