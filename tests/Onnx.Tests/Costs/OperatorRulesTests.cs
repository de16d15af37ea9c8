using Shepherd.Core.Usher.Estimation;
using Shepherd.Onnx.Costs;
using Shepherd.Onnx.Graphs;
using Shepherd.Onnx.Profiling;

namespace Shepherd.Onnx.Tests.Costs;

public sealed class OperatorRulesTests
{
    [Theory]
    [InlineData("Conv", OperatorKind.Matrix, 2.0 * 2 * 16 * 100 * 8 * 9, "2x8x10x10 16x8x3x3", "2x16x10x10")]
    [InlineData("ConvTranspose", OperatorKind.Matrix, 2.0 * 8 * 100 * 16 * 4, "1x8x10x10 8x16x2x2", "1x16x20x20")]
    [InlineData("MatMul", OperatorKind.Matrix, 2.0 * 6 * 7 * 5, "6x5 5x7", "6x7")]
    [InlineData("MatMul", OperatorKind.Matrix, 2.0 * 4 * 6 * 7 * 5, "4x6x5 4x5x7", "4x6x7")]
    [InlineData("Gemm", OperatorKind.Matrix, 2.0 * 6 * 7 * 5, "6x5 5x7 7", "6x7")]
    [InlineData("LSTM", OperatorKind.Recurrent, 2.0 * 9 * 2 * ((4 * 6 * 3) + (4 * 6 * 6)), "9x2x3 1x24x3 1x24x6", "9x1x2x6")]
    [InlineData("Attention", OperatorKind.Matrix, (2.0 * 2 * 10 * 8 * 24) + (4.0 * 2 * 10 * 10 * 8), "2x10x8 8x24 24", "2x10x8")]
    [InlineData("Relu", OperatorKind.Pointwise, 60, "3x20", "3x20")]
    [InlineData("Softmax", OperatorKind.Reduction, 13 * 60, "3x20", "3x20")]
    [InlineData("ReduceMean", OperatorKind.Reduction, 60, "3x20", "3")]
    [InlineData("Reshape", OperatorKind.View, 0, "3x20", "60")]
    [InlineData("Transpose", OperatorKind.Movement, 0, "3x20", "20x3")]
    public void Of_Operator_IsWhatItsDefinitionTakes(string opType, OperatorKind kind, double flops, string inputs, string outputs)
    {
        var work = OperatorRules.Of(Node(opType), Shapes(inputs), Shapes(outputs));
        Assert.Equal((kind, flops), (work.Kind, work.Flops));
    }

    [Fact]
    public void Of_DepthwiseConvolution_CountsItsOwnChannelAlone()
    {
        var node = OnnxModel.Parse(OnnxWriter.Model([OnnxWriter.Node("d", "Conv", ["x", "w"], ["y"], OnnxWriter.Attribute("group", 16L))], [], [], [])).Graph.Nodes[0];
        var work = OperatorRules.Of(node, Shapes("1x16x10x10 16x1x3x3"), Shapes("1x16x10x10"));
        Assert.Equal((OperatorKind.Depthwise, 2.0 * 1600 * 9), (work.Kind, work.Flops));
    }

    [Fact]
    public void Of_ShapeArithmetic_IsNoWork()
    {
        var work = OperatorRules.Of(Node("Add"), Shapes("4 4"), [new TensorShape(ElementType.Int64, [4])]);
        Assert.Equal(OperatorKind.View, work.Kind);
    }

    private static OnnxNode Node(string opType) => new("n", opType, "", [], [], [], default);

    private static TensorShape[] Shapes(string text) => [.. text.Split(' ').Select(s => new TensorShape(ElementType.Float, [.. s.Split('x').Select(long.Parse)]))];
}
