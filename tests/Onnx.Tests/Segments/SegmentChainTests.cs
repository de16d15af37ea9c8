using Microsoft.ML.OnnxRuntime;
using Shepherd.Onnx.Graphs;
using Shepherd.Onnx.Profiling;
using Shepherd.Onnx.Segments;

namespace Shepherd.Onnx.Tests.Segments;

public sealed class SegmentChainTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("segments").FullName;
    private readonly RunOptions _options = new();

    public void Dispose()
    {
        _options.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(0.5f, 2.5f)]
    [InlineData(3f, 6f)]
    public void Step_BranchAlone_TakesWhatItCaptures(float x, float expected)
    {
        using var chain = Chain(BranchModel.Write(), segments: 5, new TensorShape(ElementType.Float, [1]));

        Assert.Equal([expected], Run(chain, [x], [1]));
    }

    [Fact]
    public void Step_RunsByTurns_AreAsAlone()
    {
        using var chain = Chain(TinyModels.Convolution(), segments: 5, new TensorShape(ElementType.Float, [1, 4]));
        float[] first = [.. Enumerable.Range(0, 192).Select(i => i / 192f)], second = [.. first.Select(v => 2 - v)];
        var (firstAlone, secondAlone) = (Run(chain, first, [1, 3, 8, 8]), Run(chain, second, [1, 3, 8, 8]));
        using var a = Begin(chain, first, [1, 3, 8, 8]);
        using var b = Begin(chain, second, [1, 3, 8, 8]);

        a.Step(_options);
        a.Step(_options);
        while (!b.IsDone)
            b.Step(_options);
        while (!a.IsDone)
            a.Step(_options);

        Assert.NotEqual(firstAlone, secondAlone);
        Assert.Equal(firstAlone, a.Output("y").GetTensorDataAsSpan<float>().ToArray());
        Assert.Equal(secondAlone, b.Output("y").GetTensorDataAsSpan<float>().ToArray());
    }

    [Fact]
    public void Step_Terminated_ChangesNothing()
    {
        using var chain = Chain(TinyModels.Convolution(), segments: 5, new TensorShape(ElementType.Float, [1, 4]));
        float[] x = [.. Enumerable.Range(0, 192).Select(i => i / 192f)];
        using var run = Begin(chain, x, [1, 3, 8, 8]);
        run.Step(_options);
        var state = run.StateBytes;
        using var terminated = new RunOptions { Terminate = true };

        Assert.Throws<OnnxRuntimeException>(() => run.Step(terminated));

        Assert.Equal((1, state), (run.Done, run.StateBytes));
        while (!run.IsDone)
            run.Step(_options);
        Assert.Equal(Run(chain, x, [1, 3, 8, 8]), run.Output("y").GetTensorDataAsSpan<float>().ToArray());
    }

    [Fact]
    public void StateBytes_BehindEachSegment_IsWhatIsStillRead()
    {
        using var chain = Chain(TinyModels.Convolution(), segments: 5, new TensorShape(ElementType.Float, [1, 4]));
        using var run = Begin(chain, new float[2 * 192], [2, 3, 8, 8]);
        var states = new List<long> { run.StateBytes };

        while (!run.IsDone)
        {
            run.Step(_options);
            states.Add(run.StateBytes);
        }

        // Two requests: the input, twice 4 planes of 8 x 8, then their means, the same as a row, and 5 outputs; a float has 4 bytes.
        Assert.Equal([2 * 192 * 4, 2 * 256 * 4, 2 * 256 * 4, 2 * 4 * 4, 2 * 4 * 4, 2 * 5 * 4], states);
        Assert.False(run.Holds("x"));
    }

    [SkippableTheory]
    [InlineData("ppocr-detection", "x=1x3x160x160", 8)]
    [InlineData("ppocr-recognition", "x=1x3x48x128", 8)]
    [InlineData("ppocr-angle", "x=1x3x48x192", 8)]
    public void Run_FetchedModel_IsAsTheWhole(string name, string shape, int segments)
    {
        var path = Repository.Model(name);
        var inputs = InputShapes.Settle(OnnxModel.Load(path).Graph, [GivenShape.Parse(shape)]);

        var cut = ModelSegmenter.Cut(path, inputs, segments, threads: 1, _folder);
        using var trial = new SegmentTrialRun(path, _folder, cut, inputs, threads: 1, now: null);

        Assert.Equal(segments, cut.Count);
        Assert.InRange(trial.Run([1, 3], rounds: 1).LargestDifference, 0, SegmentLimits.DifferenceMax);
    }

    /// <summary>Cut between all operators, as though each took the same time.</summary>
    private SegmentChain Chain(byte[] file, int segments, TensorShape shape)
    {
        var model = OnnxModel.Parse(file);
        var cut = GraphCut.Cut(model.Graph, [.. model.Graph.Nodes.Select(_ => 1.0)], _ => 4, segments);
        // Only the condition of the branch is no float, and its type is known by its name.
        var writer = new SegmentWriter(model, tensor => tensor == "c" && model.Graph.Nodes.Any(n => n.OpType == "Greater") ? new TensorShape(ElementType.Bool, [1]) : shape);
        for (var i = 0; i < cut.Count; i++)
            File.WriteAllBytes(Path.Combine(_folder, SegmentedModel.FileOf(i)), writer.Write(cut[i]));
        Assert.Equal(segments, cut.Count);
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        return new SegmentChain(_folder, cut, options);
    }

    private float[] Run(SegmentChain chain, float[] x, long[] shape)
    {
        using var run = Begin(chain, x, shape);
        while (!run.IsDone)
            run.Step(_options);
        return run.Output("y").GetTensorDataAsSpan<float>().ToArray();
    }

    private static ChainRun Begin(SegmentChain chain, float[] x, long[] shape) =>
        chain.Begin([KeyValuePair.Create("x", OrtValue.CreateTensorValueFromMemory(x, shape))], ["y"]);
}
