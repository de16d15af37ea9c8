using Shepherd.GpuWorker.Models;

namespace Shepherd.GpuWorker.Tests.Models;

internal static class Yaml
{
    public const string File = "m/1/config.yaml";

    public const string Picture = """
        slo_ms: 500
        max_batch: 4
        inputs:
          - name: x
            datatype: FP32
            shape: [3, 48, -1]
            wire:
              datatype: UINT8
              layout: HWC
              channels: bgr
              scale: 1/255
              mean: [0.5, 0.5, 0.5]
              std: [0.5, 0.5, 0.5]
        outputs:
          - name: y
            datatype: FP32
            shape: [-1, 10]
            reduce:
              kind: argmax
              axis: -1
        """;

    public static ModelConfig Read(string yaml)
    {
        var (config, _, faults) = TryRead(yaml);
        Assert.Empty(faults);
        return config!;
    }

    public static (ModelConfig? Config, string? Group, IReadOnlyList<string> Faults) TryRead(string yaml)
    {
        var faults = new ConfigFaults(File);
        var (config, group) = ConfigReader.Read(yaml, "m", faults);
        return (config, group, faults.Messages);
    }

    public static ModelDefinition Define(string yaml) => new("m", 1, "m/1", Read(yaml));
}
