using Shepherd.GpuWorker.Models;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tests.Models;

public class ConfigReaderTests
{
    [Fact]
    public void Read_EveryKey_IsTaken()
    {
        var config = Yaml.Read("""
            group: readers
            runtime: onnx
            slo_ms: 750
            priority: 2
            max_batch: 8
            threads: 3
            segments: 5
            inputs:
              - name: picture
                datatype: FP32
                shape: [3, -1, -1]
                multiple_of: [1, 32, 16]
                min_extent: 32
                max_extent: [3, 640, 1280]
                pad: -1.5
                wire: {datatype: UINT8, layout: HWC, channels: [1, 2, 0], scale: 1/255, mean: [0.1, 0.2, 0.3], std: [1, 2, 4]}
              - name: tokens
                datatype: INT64
                shape: [-1]
                buckets: {0: [16, 32]}
            outputs:
              - {name: classes, datatype: FP32, shape: [-1, 10], reduce: {kind: argmax, axis: 1}}
              - {name: map, datatype: FP32, shape: [1, -1, -1], reduce: {kind: quantize, range: [-1, 1], datatype: UINT8}}
              - {name: mask, datatype: FP32, shape: [5], reduce: {kind: quantize, scale: 0.5, zero_point: 10}}
              - {name: ids, datatype: INT32, shape: []}
            warm_up:
              - batch: 2
                shapes: {picture: [3, 64, 32], tokens: [5]}
            """);

        Assert.Equal(("readers", "onnx", 750, 2, 8, 3), (config.Group, config.Runtime, config.SloMs, config.Priority, config.MaxBatch, config.Threads));
        Assert.Equal(5, config.Segments);
        var picture = config.Inputs[0];
        Assert.Equal([AxisConfig.Fixed(3) with { Buckets = picture.Axes[0].Buckets }, new(-1, 32, 32, 640, picture.Axes[1].Buckets), new(-1, 16, 32, 1280, picture.Axes[2].Buckets)], picture.Axes);
        Assert.Equal(-1.5, picture.Pad);
        Assert.Equal((TensorDatatype.UInt8, true, 1 / 255.0), (picture.Wire!.Datatype, picture.Wire.ChannelsLast, picture.Wire.Scale));
        Assert.Equal([1, 2, 0], picture.Wire.Channels);
        Assert.Equal([0.1, 0.2, 0.3], picture.Wire.Mean);
        Assert.Equal([1, 2, 4], picture.Wire.Std);
        Assert.Equal([-1, -1, -1, 3], picture.WireShape());
        Assert.Equal([16, 32], config.Inputs[1].Axes[0].Buckets);
        Assert.Equal(new ArgmaxConfig(1), config.Outputs[0].Reduce);
        Assert.Equal(new QuantizeConfig(2 / 255f, 127.5f), config.Outputs[1].Reduce);
        Assert.Equal(new QuantizeConfig(0.5f, 10), config.Outputs[2].Reduce);
        Assert.Null(config.Outputs[3].Reduce);
        Assert.Equal(2, config.WarmUp.Single().Batch);
        Assert.Equal([[3, 64, 32], [5]], config.WarmUp.Single().Extents);
    }

    [Fact]
    public void Read_OnlyRequiredKeys_TakesDefaults()
    {
        var config = Yaml.Read("""
            slo_ms: 10
            max_batch: 2
            inputs: [{name: x, datatype: FP32, shape: [4, -1], buckets: {1: [8, 16]}}]
            outputs: [{name: y, datatype: FP32, shape: [4]}]
            """);

        Assert.Equal(("m", "onnx", 1, null), (config.Group, config.Runtime, config.Priority, config.Threads));
        Assert.Equal(1, config.Segments);
        Assert.Null(config.Inputs[0].Wire);
        Assert.Equal(0, config.Inputs[0].Pad);
        Assert.Equal([(1, 1L), (2, 16L)], config.WarmUp.Select(run => (run.Batch, run.Extents[0][1])));
    }

    [Theory]
    [InlineData("slo_ms: 500", "slo: 500", "slo_ms: is missing")]
    [InlineData("slo_ms: 500", "slo_ms: 500\nslow: 1", "slow: is not a known key; known here: group, runtime, slo_ms")]
    [InlineData("slo_ms: 500", "slo_ms: soon", "slo_ms: found 'soon'; expected an integer from 1 to")]
    [InlineData("slo_ms: 500", "slo_ms:", "slo_ms: found nothing")]
    [InlineData("slo_ms: 500", "slo_ms: [500]", "slo_ms: found a list")]
    [InlineData("slo_ms: 500", "slo_ms: 0", "slo_ms: found '0'")]
    [InlineData("slo_ms: 500", "slo_ms: 99999999999", "slo_ms: found '99999999999'")]
    [InlineData("max_batch: 4", "max_batch: 4.5", "max_batch: found '4.5'")]
    [InlineData("max_batch: 4", "max_batch: 100000", "max_batch: found '100000'")]
    [InlineData("max_batch: 4", "max_batch: 4\npriority: 4", "priority: found '4'; expected an integer from 0 to 3")]
    [InlineData("max_batch: 4", "max_batch: 4\nthreads: 0", "threads: found '0'")]
    [InlineData("max_batch: 4", "max_batch: 4\nsegments: 65", "segments: found '65'")]
    [InlineData("max_batch: 4", "max_batch: 4\ngroup: a b", "group: topic name 'a b'")]
    [InlineData("max_batch: 4", "max_batch: 4\ngroup: {}", "group: found a mapping; expected a text")]
    [InlineData("max_batch: 4", "max_batch: 4\nwarm_up: [{batch: 5}]", "warm_up[0].batch: found '5'; expected an integer from 1 to 4")]
    [InlineData("max_batch: 4", "max_batch: 4\nwarm_up: [{batch: 1}]", "warm_up[0].shapes: does not name input 'x'")]
    [InlineData("max_batch: 4", "max_batch: 4\nwarm_up: [{shapes: {x: [3, 48]}}]", "warm_up[0].shapes.x: found 2 extents; expected 3")]
    [InlineData("max_batch: 4", "max_batch: 4\nwarm_up: [{shapes: {x: [3, 47, 64]}}]", "warm_up[0].shapes.x: axis 1 is 47 and must be 48")]
    [InlineData("max_batch: 4", "max_batch: 4\nwarm_up: [{shapes: {x: [3, 48, 64], z: [1]}}]", "warm_up[0].shapes.z: is not a known key")]
    [InlineData("max_batch: 4", "max_batch: 4\nwarm_up: [7]", "warm_up[0]: found '7'; expected a mapping")]
    [InlineData("- name: x", "- nane: x", "inputs[0].nane: is not a known key")]
    [InlineData("- name: x", "- name:", "inputs[0].name: found nothing")]
    [InlineData("- name: x", "- {name: x, datatype: INT8, shape: [1]}\n  - name: x", "inputs[1].name: 'x' is there twice")]
    [InlineData("shape: [3, 48, -1]", "shape: [3, 0, -1]", "inputs[0].shape: found [3, 0, -1]; an extent is at least 1, or -1")]
    [InlineData("shape: [3, 48, -1]", "shape: [3, 48, -2]", "inputs[0].shape[2]: found '-2'")]
    [InlineData("shape: [3, 48, -1]", "shape: 3", "inputs[0].shape: found '3'; expected a list")]
    [InlineData("shape: [3, 48, -1]", "shape: [1, 1, 1, 1, 1, 1, 1, 1]", "inputs[0].shape: has 8 axes; at most 7")]
    [InlineData("shape: [3, 48, -1]", "shape: [48, -1]", "inputs[0].wire.datatype: shape is [48, -1]; wire is for pictures")]
    [InlineData("shape: [3, 48, -1]", "shape: [3, 16777216, 16777216]", "inputs[0].shape: a batch of 4 takes over")]
    [InlineData("shape: [3, 48, -1]", "shape: [4, 48, -1]", "inputs[0].wire.channels: found 'bgr', and shape has 4 channels")]
    [InlineData("shape: [3, 48, -1]", "shape: [4, 48, -1]", "inputs[0].wire.mean: found 3 values; expected 4")]
    [InlineData("shape: [3, 48, -1]", "shape: [3, 48, -1]\n    multiple_of: 0", "inputs[0].multiple_of: found '0'")]
    [InlineData("shape: [3, 48, -1]", "shape: [3, 48, -1]\n    multiple_of: [8, 8]", "inputs[0].multiple_of: found 2 values; expected one integer, or one for each of the 3 axes")]
    [InlineData("shape: [3, 48, -1]", "shape: [3, 48, 64]\n    multiple_of: 8", "inputs[0].multiple_of: no axis of shape is free")]
    [InlineData("shape: [3, 48, -1]", "shape: [3, 48, -1]\n    min_extent: 9\n    max_extent: 8", "inputs[0].min_extent: axis 2: no extent lies between 9 and 8")]
    [InlineData("shape: [3, 48, -1]", "shape: [3, 48, -1]\n    min_extent: 33\n    max_extent: 63\n    multiple_of: 32", "inputs[0].min_extent: axis 2: no extent lies between 33 and 63")]
    [InlineData("shape: [3, 48, -1]", "shape: [3, 48, -1]\n    buckets: {1: [8]}", "inputs[0].buckets.1: is not a free axis")]
    [InlineData("shape: [3, 48, -1]", "shape: [3, 48, -1]\n    buckets: {width: [8]}", "inputs[0].buckets.width: is not a free axis")]
    [InlineData("shape: [3, 48, -1]", "shape: [3, 48, -1]\n    buckets: {2: [16, 8]}", "inputs[0].buckets.2: found [16, 8]; expected 1 to 64 sizes in ascending order")]
    [InlineData("shape: [3, 48, -1]", "shape: [3, 48, -1]\n    buckets: {2: []}", "inputs[0].buckets.2: found []")]
    [InlineData("shape: [3, 48, -1]", "shape: [3, 48, -1]\n    buckets: {2: [8, x]}", "inputs[0].buckets.2[1]: found 'x'")]
    [InlineData("shape: [3, 48, -1]", "shape: [3, 48, -1]\n    buckets: [8, 16]", "inputs[0].buckets: found a list; expected a mapping")]
    [InlineData("shape: [3, 48, -1]", "shape: [3, 48, -1]\n    buckets: {2: [8, 12]}\n    multiple_of: 8", "inputs[0].buckets: axis 2: [8, 12]; each must be a multiple of 8")]
    [InlineData("shape: [3, 48, -1]", "shape: [3, 48, -1]\n    buckets: {2: [8, 16]}\n    max_extent: 17", "inputs[0].max_extent: axis 2: 17 is over the largest bucket 16")]
    [InlineData("shape: [3, 48, -1]", "shape: [3, 48, -1]\n    pad: black", "inputs[0].pad: found 'black'")]
    [InlineData("shape: [3, 48, -1]", "shape: [3, 48, -1]\n    pad: 1e39", "inputs[0].pad: 1E+39 is no FP32")]
    [InlineData("    datatype: FP32\n    shape: [3, 48, -1]", "    datatype: float\n    shape: [3, 48, -1]", "inputs[0].datatype: found 'float'; expected one of BOOL")]
    [InlineData("    datatype: FP32\n    shape: [3, 48, -1]", "    datatype: BYTES\n    shape: [3, 48, -1]", "inputs[0].datatype: found 'BYTES'")]
    [InlineData("    datatype: FP32\n    shape: [3, 48, -1]", "    datatype: FP16\n    shape: [3, 48, -1]", "inputs[0].wire.datatype: the graph's datatype is FP16; wire makes FP32 only")]
    [InlineData("      datatype: UINT8", "      datatype: INT8", "inputs[0].wire.datatype: found 'INT8'; expected one of UINT8, FP32")]
    [InlineData("layout: HWC", "layout: WHC", "inputs[0].wire.layout: found 'WHC'; expected one of HWC, CHW")]
    [InlineData("channels: bgr", "channels: grb", "inputs[0].wire.channels: found 'grb'; expected rgb, bgr or a list")]
    [InlineData("channels: bgr", "channels: [0, 1, 1]", "inputs[0].wire.channels: found [0, 1, 1]; expected each of 0 to 2 once")]
    [InlineData("scale: 1/255", "scale: 1/0", "inputs[0].wire.scale: found '1/0'; expected a number such as 0.5 or 1/255")]
    [InlineData("scale: 1/255", "scale: nan", "inputs[0].wire.scale: found 'nan'")]
    [InlineData("scale: 1/255", "scale: 0", "inputs[0].wire.scale: found 0")]
    [InlineData("mean: [0.5, 0.5, 0.5]", "mean: [0.5, 0.5]", "inputs[0].wire.mean: found 2 values; expected 3")]
    [InlineData("mean: [0.5, 0.5, 0.5]", "mean: [0.5, 0.5, half]", "inputs[0].wire.mean[2]: found 'half'")]
    [InlineData("std: [0.5, 0.5, 0.5]", "std: [0.5, 0, 0.5]", "inputs[0].wire.std: found 0; it divides")]
    [InlineData("std: [0.5, 0.5, 0.5]", "stddev: [0.5, 0.5, 0.5]", "inputs[0].wire.stddev: is not a known key; known here: datatype, layout, channels")]
    [InlineData("- name: y", "- {name: y, datatype: FP32, shape: [1]}\n  - {name: y, datatype: FP32, shape: [1]}\n  - name: y", "outputs[1].name: 'y' is there twice")]
    [InlineData("kind: argmax", "kind: topk", "outputs[0].reduce.kind: found 'topk'; expected one of argmax, quantize")]
    [InlineData("kind: argmax\n      axis: -1", "kind: argmax", "outputs[0].reduce.axis: is missing")]
    [InlineData("axis: -1", "axis: 2", "outputs[0].reduce.axis: found '2'; expected an integer from -2 to 1")]
    [InlineData("axis: -1", "axis: -1\n      scale: 2", "outputs[0].reduce.scale: is not a known key")]
    [InlineData("shape: [-1, 10]", "shape: []", "outputs[0].reduce.kind: the output has no axis beside the batch axis")]
    [InlineData("kind: argmax\n      axis: -1", "kind: quantize", "outputs[0].reduce.kind: needs either range or scale")]
    [InlineData("kind: argmax\n      axis: -1", "kind: quantize\n      range: [0, 1]\n      scale: 2", "outputs[0].reduce.kind: needs either range or scale")]
    [InlineData("kind: argmax\n      axis: -1", "kind: quantize\n      range: [1, 0]", "outputs[0].reduce.range: found [1, 0]")]
    [InlineData("kind: argmax\n      axis: -1", "kind: quantize\n      range: [1]", "outputs[0].reduce.range: found 1 values; expected [smallest, largest]")]
    [InlineData("kind: argmax\n      axis: -1", "kind: quantize\n      range: [0, 1]\n      zero_point: 3", "outputs[0].reduce.zero_point: stands beside range")]
    [InlineData("kind: argmax\n      axis: -1", "kind: quantize\n      scale: -1", "outputs[0].reduce.scale: found -1; expected a number over 0")]
    [InlineData("kind: argmax\n      axis: -1", "kind: quantize\n      scale: 1\n      datatype: INT8", "outputs[0].reduce.datatype: found 'INT8'; expected one of UINT8")]
    [InlineData("    datatype: FP32\n    shape: [-1, 10]", "    datatype: INT32\n    shape: [-1, 10]", "outputs[0].reduce.kind: the output is INT32; only FP32 is reduced")]
    public void Read_OneFault_NamesFileLineKeyFoundAndRemedy(string good, string bad, string expected)
    {
        Assert.Contains(good, Yaml.Picture, StringComparison.Ordinal);

        var (config, _, faults) = Yaml.TryRead(Yaml.Picture.Replace(good, bad, StringComparison.Ordinal));

        Assert.Null(config);
        Assert.Contains(faults, fault => fault.Contains($": {expected}", StringComparison.Ordinal));
        Assert.All(faults, fault => Assert.Matches(@"^m/1/config\.yaml:\d+: \S.*: .+; .+$", fault));
    }

    [Theory]
    [InlineData("")]
    [InlineData("- 1\n- 2")]
    [InlineData("just text")]
    [InlineData("slo_ms: 1\n---\nslo_ms: 2")]
    public void Read_NotOneMapping_SaysSo(string yaml) =>
        Assert.StartsWith("m/1/config.yaml: is not one YAML mapping; ", Yaml.TryRead(yaml).Faults.Single(), StringComparison.Ordinal);

    [Theory]
    [InlineData("slo_ms: 1\ninputs: ]", 2)]
    [InlineData("slo_ms: 1\nslo_ms: 2", 2)]
    [InlineData("slo_ms: *nowhere", 1)]
    public void Read_BadSyntax_NamesTheLine(string yaml, int line) =>
        Assert.StartsWith($"m/1/config.yaml:{line}: YAML: ", Yaml.TryRead(yaml).Faults.Single(), StringComparison.Ordinal);

    [Fact]
    public void Read_SeveralFaults_TellsAllAtOnce()
    {
        var (_, group, faults) = Yaml.TryRead("""
            group: readers
            slo_ms: soon
            max_batch: 0
            colour: red
            inputs:
              - {name: x, datatype: FP33, shape: [3, 0], extra: 1}
              - {name: z, datatype: FP32, shape: [3, -1], min_extent: 9, max_extent: 8}
            outputs: []
            warm_up:
              - shapes: {x: [3, 1], z: [3, 8]}
            """);

        Assert.Equal("readers", group);
        string[] keys = ["slo_ms", "max_batch", "colour", "inputs[0].datatype", "inputs[0].shape", "inputs[0].extra", "inputs[1].min_extent", "outputs", "warm_up[0].shapes.z"];
        Assert.All(keys, key => Assert.Contains(faults, fault => fault.Contains($": {key}: ", StringComparison.Ordinal)));
        Assert.Equal(keys.Length, faults.Count);
    }

    [Fact]
    public void Read_BadGroup_TellsNoGroup() => Assert.Null(Yaml.TryRead(Yaml.Picture + "\ngroup: a/b").Group);
}
