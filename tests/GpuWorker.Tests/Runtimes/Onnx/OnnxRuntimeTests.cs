using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Runtimes.Onnx;
using Shepherd.GpuWorker.Tests.Models;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tests.Runtimes.Onnx;

public sealed class OnnxRuntimeTests : IDisposable
{
    private const string Sum = """
        slo_ms: 500
        max_batch: 3
        inputs:
          - {name: a, datatype: FP32, shape: [2, -1], buckets: {1: [4, 8]}}
          - {name: b, datatype: FP32, shape: [2, -1], buckets: {1: [4, 8]}, pad: 5}
        outputs:
          - {name: y, datatype: FP32, shape: [2, -1]}
        """;

    private readonly TemporaryRepository _repository = new();
    private readonly OnnxRuntime _runtime = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public void Run_TwoInputsPaddedToABucket_GivesEachItemItsOwn()
    {
        using var model = Load(Sum, TinyGraph.Write("Add", ["a", "b"], TinyGraph.Fp32, -1, 2, -1));
        var batch = Enumerable.Range(1, 3).Select(i => Request(3, i, 10 * i)).ToList();
        Assert.All(batch, request => Assert.Null(model.FindFault(request)));

        using var outputs = model.Run(batch, new StopFlag());

        for (var i = 1; i <= 3; i++)
        {
            var y = outputs.PerRequest[i - 1].Single();
            Assert.Equal([1, 2, 4], y.Shape);
            float sum = 11 * i;
            Assert.Equal([sum, sum, sum, 5, sum, sum, sum, 5], MemoryMarshal.Cast<byte, float>(y.Data.Span).ToArray());
        }
    }

    [Fact]
    public void Run_MixedBuckets_IsRefused()
    {
        using var model = Load(Sum, TinyGraph.Write("Add", ["a", "b"], TinyGraph.Fp32, -1, 2, -1));

        Assert.Throws<ArgumentException>(() => model.Run([Request(3, 1, 1), Request(5, 1, 1)], new StopFlag()));
        Assert.Throws<ArgumentException>(() => model.Run([], new StopFlag()));
        Assert.Throws<ArgumentException>(() => model.Run([.. Enumerable.Repeat(Request(3, 1, 1), 4)], new StopFlag()));
    }

    [Fact]
    public void Run_FlagRaisedBefore_StopsAndTheNextRunWorks()
    {
        using var model = Load(Sum, TinyGraph.Write("Add", ["a", "b"], TinyGraph.Fp32, -1, 2, -1));
        var raised = new StopFlag();
        raised.Request();

        Assert.Throws<BatchStoppedException>(() => model.Run([Request(3, 1, 2)], raised));
        using var outputs = model.Run([Request(3, 1, 2)], new StopFlag());

        Assert.Equal(3, MemoryMarshal.Cast<byte, float>(outputs.PerRequest[0][0].Data.Span)[0]);
    }

    [Fact]
    public void Run_OperatorFails_IsARunFaultAndTheNextRunWorks()
    {
        // The graph adds what the configuration lets differ: widths 2 and 3 do not broadcast.
        const string loose = """
            slo_ms: 500
            max_batch: 3
            inputs:
              - {name: a, datatype: FP32, shape: [2, -1]}
              - {name: b, datatype: FP32, shape: [2, -1]}
            outputs:
              - {name: y, datatype: FP32, shape: [2, -1]}
            """;
        using var model = Load(loose, TinyGraph.Write("Add", ["a", "b"], TinyGraph.Fp32, -1, 2, -1));
        var unlike = new InferenceRequest("1", "m", [Floats("a", 2, 1), Floats("b", 3, 1)]);

        var fault = Assert.Throws<ModelRunException>(() => model.Run([unlike], new StopFlag()));
        using var outputs = model.Run([Request(3, 1, 2)], new StopFlag());

        Assert.StartsWith("model 'm': ", fault.Message, StringComparison.Ordinal);
        Assert.Equal(3, MemoryMarshal.Cast<byte, float>(outputs.PerRequest[0][0].Data.Span)[0]);
    }

    [Fact]
    public void Run_WholeNumbers_TravelAsTheyAre()
    {
        const string yaml = """
            slo_ms: 500
            max_batch: 2
            inputs: [{name: x, datatype: INT64, shape: [-1], buckets: {0: [4]}, pad: -7}]
            outputs: [{name: y, datatype: INT64, shape: [-1]}]
            """;
        using var model = Load(yaml, TinyGraph.Write("Identity", ["x"], TinyGraph.Int64, -1, -1));
        var tensor = new Tensor("x", TensorDatatype.Int64, [1, 2], MemoryMarshal.AsBytes<long>([long.MaxValue, -1]).ToArray());

        using var outputs = model.Run([new InferenceRequest("1", "m", [tensor])], new StopFlag());

        Assert.Equal([long.MaxValue, -1, -7, -7], MemoryMarshal.Cast<byte, long>(outputs.PerRequest[0][0].Data.Span).ToArray());
    }

    [Fact]
    public void Load_NoFile_NamesIt()
    {
        _repository.Add("m", "1", Sum);

        var fault = Assert.Throws<ModelLoadException>(() => _runtime.Load(_repository.Scan().Models.Single(), new LaneOptions()));

        Assert.Equal(Path.Combine(_repository.Root, "m", "1", "model.onnx"), fault.File);
        Assert.Contains("no such file; put the model there", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not a model")]
    [InlineData("")]
    public void Load_CorruptFile_NamesItAndWhatTheRuntimeSays(string content)
    {
        var fault = Refusal(Sum, System.Text.Encoding.UTF8.GetBytes(content));

        Assert.StartsWith(Path.Combine(_repository.Root, "m", "1", "model.onnx") + ": ONNX Runtime refuses it: ", fault, StringComparison.Ordinal);
        Assert.EndsWith("Replace the file", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_UnknownOperator_NamesWhatTheRuntimeSays() =>
        Assert.Contains("Conjure", Refusal(Sum, TinyGraph.Write("Conjure", ["a", "b"], TinyGraph.Fp32, -1, 2, -1)), StringComparison.Ordinal);

    [Theory]
    [InlineData("name: b,", "name: c,", "inputs[1].name: found 'c'; the graph has 'a', 'b'")]
    [InlineData("name: b,", "name: c,", "inputs: does not name the graph's input 'b' (FP32 [-1, 2, -1]); add it")]
    [InlineData("{name: a, datatype: FP32", "{name: a, datatype: INT64", "inputs[0].datatype: found INT64; the graph has FP32")]
    [InlineData("shape: [2, -1], buckets: {1: [4, 8]}}", "shape: [-1]}", "inputs[0].shape: found [-1]; the graph has FP32 [-1, 2, -1], of which the first is the batch axis")]
    [InlineData("shape: [2, -1], buckets: {1: [4, 8]}}", "shape: [3, 8]}", "inputs[0].shape[0]: found 3; the graph has FP32 [-1, 2, -1]")]
    [InlineData("shape: [2, -1], buckets: {1: [4, 8]}}", "shape: [-1, 8]}", "inputs[0].shape[0]: found -1; the graph has")]
    [InlineData("name: y", "name: z", "outputs[0].name: found 'z'; the graph has 'y'")]
    [InlineData("name: y, datatype: FP32", "name: y, datatype: UINT8", "outputs[0].datatype: found UINT8; the graph has FP32")]
    [InlineData("datatype: FP32, shape: [2, -1]}", "datatype: FP32, shape: [4, -1]}", "outputs[0].shape[0]: found 4; the graph has")]
    public void Load_ConfigurationUnlikeTheGraph_NamesFileAndKey(string good, string bad, string expected)
    {
        Assert.Contains(good, Sum, StringComparison.Ordinal);

        var fault = Refusal(Sum.Replace(good, bad, StringComparison.Ordinal), TinyGraph.Write("Add", ["a", "b"], TinyGraph.Fp32, -1, 2, -1));

        Assert.Contains($"{Path.Combine(_repository.Root, "m", "1", "config.yaml")}: {expected}", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FixedBatchAxis_WantsMaxBatchOne()
    {
        var graph = TinyGraph.Write("Add", ["a", "b"], TinyGraph.Fp32, 1, 2, -1);

        Assert.Contains("max_batch: found 3; the graph's 'inputs[0]' has a fixed batch axis: FP32 [1, 2, -1]; set max_batch to 1", Refusal(Sum, graph), StringComparison.Ordinal);
        using var model = Load(Sum.Replace("max_batch: 3", "max_batch: 1", StringComparison.Ordinal), graph);
        using var outputs = model.Run([Request(3, 1, 2)], new StopFlag());
        Assert.Single(outputs.PerRequest);
    }

    [Fact]
    public void Load_UnknownProvider_NamesThoseThereAre() =>
        Assert.EndsWith("there is no provider 'abacus'; choose cpu, cuda or tensorrt", RefusalOn("abacus"), StringComparison.Ordinal);

    [SkippableTheory]
    [InlineData("cuda", "CUDAExecutionProvider")]
    [InlineData("tensorrt", "TensorrtExecutionProvider")]
    public void Load_MissingProvider_SaysWhatThereIs(string provider, string runtimeName)
    {
        Skip.If(OrtEnv.Instance().GetAvailableProviders().Contains(runtimeName), $"this ONNX Runtime has {runtimeName}");

        var fault = RefusalOn(provider);

        Assert.Contains($"provider '{provider}' cannot be used: ", fault, StringComparison.Ordinal);
        Assert.Contains("This ONNX Runtime has CPUExecutionProvider; install its GPU package and driver, or choose cpu", fault, StringComparison.Ordinal);
    }

    private string RefusalOn(string provider)
    {
        _repository.Add("m", "1", Sum, TinyGraph.Write("Add", ["a", "b"], TinyGraph.Fp32, -1, 2, -1));
        return Assert.Throws<ModelLoadException>(() => _runtime.Load(_repository.Scan().Models.Single(), new LaneOptions(Provider: provider))).Message;
    }

    private ILoadedModel Load(string yaml, byte[] graph)
    {
        _repository.Add("m", "1", yaml, graph);
        var model = _runtime.Load(_repository.Scan().Models.Single(), new LaneOptions());
        model.WarmUp();
        return model;
    }

    private string Refusal(string yaml, byte[] graph)
    {
        _repository.Add("m", "1", yaml, graph);
        return Assert.Throws<ModelLoadException>(() => _runtime.Load(_repository.Scan().Models.Single(), new LaneOptions())).Message;
    }

    private static InferenceRequest Request(int width, float a, float b) => new("1", "m", [Floats("b", width, b), Floats("a", width, a)]);

    private static Tensor Floats(string name, int width, float value)
    {
        var values = new float[2 * width];
        Array.Fill(values, value);
        return new Tensor(name, TensorDatatype.Fp32, [1, 2, width], MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
    }
}
