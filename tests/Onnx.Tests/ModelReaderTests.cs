using Shepherd.Onnx.Calibration;
using Shepherd.Onnx.Profiling;

namespace Shepherd.Onnx.Tests;

public sealed class ModelReaderTests
{
    private const double ConvolutionFlops = 2.0 * 4 * 64 * 27;

    [Fact]
    public void Read_SmallModel_CostsAreThoseOfItsLayers()
    {
        using var file = TinyModels.Save(TinyModels.Convolution());
        var graph = ModelReader.Read(file.Path, [], forCpu: false).Graph;
        var (conv, dense) = (graph.Operators.Single(o => o.OpType is "Conv" or "FusedConv"), graph.Operators.Single(o => o.OpType is "MatMul" or "FusedMatMul"));
        Assert.Equal((ConvolutionFlops, 40), (conv.Flops.At(1), dense.Flops.At(1)));
        Assert.Equal((7 * ConvolutionFlops, 280), (conv.Flops.At(7), dense.Flops.At(7)));
        Assert.Equal((80, 4 * 4, 4 * 5), (dense.WeightBytes, dense.ReadBytes.At(1), dense.WrittenBytes.At(1)));
        Assert.Equal((4 * 3 * 64, 4 * 5), (graph.InputBytes.PerItem, graph.OutputBytes.PerItem));
        Assert.Equal(4 * ((4 * 27) + 20), graph.WeightBytes);
        // Input and the convolution's output are alive together.
        Assert.InRange(graph.PeakActivationBytes(1), 4 * (3 + 4) * 64, 2 * 4 * (3 + 4) * 64);
    }

    [Fact]
    public void Read_SmallModelForThisCpu_CountsThePaddedChannelsThatItComputes()
    {
        using var file = TinyModels.Save(TinyModels.Convolution());
        var graph = ModelReader.Read(file.Path, [], forCpu: true).Graph;
        // Blocks of channels are at most 16 wide, and the model has 4.
        Assert.InRange(graph.Operators.Single(o => o.OpType is "Conv" or "FusedConv").Flops.At(1), ConvolutionFlops, 4 * ConvolutionFlops);
    }

    [Fact]
    public void Read_SameModelTwice_IsTheSameGraph()
    {
        using var file = TinyModels.Save(TinyModels.Convolution());
        var (first, second) = (ModelReader.Read(file.Path, [], false).Graph, ModelReader.Read(file.Path, [], false).Graph);
        Assert.Equal(first.Operators.Select(o => (o.Name, o.Flops, o.ReadBytes, o.WrittenBytes)), second.Operators.Select(o => (o.Name, o.Flops, o.ReadBytes, o.WrittenBytes)));
        Assert.Equal(first.Buffers, second.Buffers);
    }

    [Fact]
    public void Read_FixedBatch_IsSaid()
    {
        using var file = TinyModels.Save(TinyModels.Convolution(batch: 4));
        var model = ModelReader.Read(file.Path, [], false);
        Assert.Equal((4, 4 * ConvolutionFlops), (model.FixedBatch, model.Graph.Operators.Single(o => o.OpType is "Conv" or "FusedConv").Flops.At(4)));
    }

    [SkippableTheory]
    // Multiply-adds by hand over the layers would be long; these are what the graph's own convolutions and products come to, within what pointwise operators add.
    [InlineData("ppocr-recognition", "x=1x3x48x320", 1.2, 1.8)]
    [InlineData("ppocr-angle", "x=1x3x48x192", 0.02, 0.06)]
    public void Read_FetchedModel_IsOfItsKnownSize(string name, string shape, double least, double most)
    {
        var path = Repository.Model(name);
        var graph = ModelReader.Read(path, [GivenShape.Parse(shape)], forCpu: false).Graph;
        Assert.Null(graph.FindFault());
        Assert.InRange(graph.Flops.At(1) / 1e9, least, most);
        Assert.Equal(16 * graph.Flops.At(1), graph.Flops.At(16), 0.02 * graph.Flops.At(16));
        Assert.InRange(graph.WeightBytes, 0.8 * new FileInfo(path).Length, 1.1 * new FileInfo(path).Length);
    }

    [Fact]
    public void Measure_ThisCpu_IsASoundDevice()
    {
        var device = CpuCalibration.Measure(threads: 1);
        Assert.Null(device.FindFault());
        Assert.True(device.LaunchNs > 0);
    }

    [Fact]
    public void Measure_Model_GivesATable()
    {
        using var file = TinyModels.Save(TinyModels.Convolution());
        var model = ModelReader.Read(file.Path, [], true);
        Assert.Null(Core.Profiles.LatencyPoint.FindFault(ModelTimer.Measure(file.Path, model.Inputs, [1, 4], repeats: 2, threads: 1)));
    }

    [Fact]
    public void Read_InputsThatDoNotRun_AreRefusedInOneError()
    {
        using var file = TinyModels.Save(TinyModels.Convolution());
        Assert.Contains("axis 2 is 9", Assert.Throws<ArgumentException>(() => ModelReader.Read(file.Path, [GivenShape.Parse("x=1x3x9x8")], false)).Message, StringComparison.Ordinal);
    }
}
