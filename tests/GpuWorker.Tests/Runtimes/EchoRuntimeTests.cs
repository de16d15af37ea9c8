using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Runtimes.Echo;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tests.Runtimes;

public class EchoRuntimeTests
{
    [Fact]
    public void Run_Batch_EachGetsItsOwnInput()
    {
        using var model = new EchoRuntime().Load(Definition(TensorDatatype.UInt8), new LaneOptions());
        using var outputs = model.Run([Request(1, 2, 3), Request(4, 5, 6)], new StopFlag());
        Assert.Equal([[1, 2, 3], [4, 5, 6]], outputs.PerRequest.Select(o => o.Single().Data.ToArray()));
        Assert.Equal([1L, 3L], outputs.PerRequest[1][0].Shape);
    }

    [Fact]
    public void Load_OutputOfAnotherDatatype_IsRefusedByName()
    {
        var fault = Assert.Throws<ModelLoadException>(() => new EchoRuntime().Load(Definition(TensorDatatype.Fp32), new LaneOptions()));
        Assert.Contains("output 'y'", fault.Message, StringComparison.Ordinal);
    }

    private static ModelDefinition Definition(TensorDatatype output) => new("m", 1, "", new ModelConfig(
        "m", EchoRuntime.RuntimeName, 1000, 1, 4, null, [new InputConfig("x", TensorDatatype.UInt8, [new AxisConfig(-1, 1, 1, 8, [])], 0, null)], [new OutputConfig("y", output, [-1], null)], []));

    private static InferenceRequest Request(params byte[] data) => new("r", "m", [new Tensor("x", TensorDatatype.UInt8, [1, data.Length], data)]);
}
