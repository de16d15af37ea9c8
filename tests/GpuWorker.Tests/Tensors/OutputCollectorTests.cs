using System.Runtime.InteropServices;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Tensors;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tests.Tensors;

public class OutputCollectorTests
{
    private static readonly InferenceRequest Everything = new("1", "m", []);

    [Fact]
    public void Finish_TwoItems_CutsAndReducesPerItem()
    {
        float[] values = [1, 9, 2, 7, 0, 3, 4, 5, 6, 8, 1, 1];
        var collector = new OutputCollector("m", 2);

        collector.Add(new OutputConfig("raw", TensorDatatype.Fp32, [-1, 3], null), [2, 2, 3], MemoryMarshal.AsBytes<float>(values));
        collector.Add(new OutputConfig("last", TensorDatatype.Fp32, [2, 3], new ArgmaxConfig(1)), [2, 2, 3], MemoryMarshal.AsBytes<float>(values));
        collector.Add(new OutputConfig("first", TensorDatatype.Fp32, [2, 3], new ArgmaxConfig(0)), [2, 2, 3], MemoryMarshal.AsBytes<float>(values));
        collector.Add(new OutputConfig("small", TensorDatatype.Fp32, [2, 3], new QuantizeConfig(0.5f, 1)), [2, 2, 3], MemoryMarshal.AsBytes<float>(values));
        using var outputs = collector.Finish([Everything, Everything]);

        var second = outputs.PerRequest[1].ToDictionary(tensor => tensor.Name);
        Assert.All(second.Values, tensor => Assert.Null(tensor.FindFault()));
        Assert.Equal([1, 2, 3], second["raw"].Shape);
        Assert.Equal([4, 5, 6, 8, 1, 1], MemoryMarshal.Cast<byte, float>(second["raw"].Data.Span).ToArray());
        Assert.Equal([1, 2], second["last.index"].Shape);
        Assert.Equal([2, 0], MemoryMarshal.Cast<byte, int>(second["last.index"].Data.Span).ToArray());
        Assert.Equal([6, 8], MemoryMarshal.Cast<byte, float>(second["last.score"].Data.Span).ToArray());
        Assert.Equal([1, 3], second["first.index"].Shape);
        Assert.Equal([1, 0, 0], MemoryMarshal.Cast<byte, int>(second["first.index"].Data.Span).ToArray());
        Assert.Equal([8, 5, 6], MemoryMarshal.Cast<byte, float>(second["first.score"].Data.Span).ToArray());
        Assert.Equal([9, 11, 13, 17, 3, 3], second["small"].Data.ToArray());
    }

    [Fact]
    public void Finish_WantedOutputs_GivesOnlyThose()
    {
        var collector = new OutputCollector("m", 2);
        collector.Add(new OutputConfig("y", TensorDatatype.Fp32, [2], new ArgmaxConfig(0)), [2, 2], new byte[16]);

        using var outputs = collector.Finish([Everything with { Outputs = ["y.score"] }, Everything]);

        Assert.Equal(["y.score"], outputs.PerRequest[0].Select(tensor => tensor.Name));
        Assert.Equal(["y.index", "y.score"], outputs.PerRequest[1].Select(tensor => tensor.Name));
    }

    [Theory]
    [InlineData(new long[] { 3, 4 }, "came with 3 items for a batch of 2")]
    [InlineData(new long[] { 2, 5 }, "came as [2,5]; its config.yaml says [batch,4]")]
    [InlineData(new long[] { 2, 4, 1 }, "came as [2,4,1]")]
    [InlineData(new long[] { 2 }, "came as [2]")]
    public void Add_UnpromisedShape_IsARunFault(long[] shape, string expected)
    {
        var fault = Assert.Throws<ModelRunException>(() => new OutputCollector("m", 2).Add(new OutputConfig("y", TensorDatatype.Fp32, [4], null), shape, []));

        Assert.StartsWith($"model 'm': output 'y' {expected}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_ArgmaxOfNothing_IsARunFault() =>
        Assert.Throws<ModelRunException>(() => new OutputCollector("m", 2).Add(new OutputConfig("y", TensorDatatype.Fp32, [-1], new ArgmaxConfig(0)), [2, 0], []));
}
