using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Tests.Models;

namespace Shepherd.GpuWorker.Tests.Runtimes;

public sealed class MissingRuntimeTests
{
    [Fact]
    public void Load_AnyModel_SaysHowToGetTheRuntime()
    {
        var config = Yaml.Read("""
            runtime: torch
            slo_ms: 100
            max_batch: 4
            inputs: [{name: x, datatype: FP32, shape: [3]}]
            outputs: [{name: y, datatype: FP32, shape: [3]}]
            """);
        var definition = new ModelDefinition("m", 1, "models/m/1", config);
        var fault = Assert.Throws<ModelLoadException>(() => new MissingRuntime("torch", "build it with SHEPHERD_TORCH=cpu").Load(definition, new LaneOptions()));
        Assert.Equal("models/m/1/config.yaml: runtime: 'torch' is not in this build; build it with SHEPHERD_TORCH=cpu", fault.Message);
    }
}
