using Shepherd.Onnx.Graphs;
using Shepherd.Onnx.Profiling;

namespace Shepherd.Onnx.Tests.Profiling;

public sealed class InputShapesTests
{
    private static readonly OnnxGraph Graph = new("g", [], [], [Input("x", -1, 3, 48, -1), Input("state", 2, -1, 128)], []);

    [Fact]
    public void Settle_BatchAxisSpelled_IsWhereItIs()
    {
        var shapes = InputShapes.Settle(Graph, [GivenShape.Parse("x=Nx3x48x320"), GivenShape.Parse("state=2xNx128")]);
        Assert.Equal([7, 3, 48, 320], shapes[0].At(7));
        Assert.Equal([2, 7, 128], shapes[1].At(7));
        Assert.Null(InputShapes.FixedBatch(shapes));
    }

    [Theory]
    [InlineData("x=1x3x48x320", "input 'state' [2, -1, 128]: axis 1 is free; give --input state=…, for example --input state=2x320x128")]
    [InlineData("x=1x3x48", "--input x=1x3x48: it has 3 extents, and the graph 'x' [-1, 3, 48, -1]; give 4, for example --input x=1x3x48x320")]
    [InlineData("x=1x4x48x320", "--input x=1x4x48x320: axis 1 is 4, and the graph 'x' [-1, 3, 48, -1]")]
    [InlineData("x=8x3x48x320", "--input x=8x3x48x320: axis 0 is the batch axis; write 1 or N there, and batch sizes as --batch")]
    [InlineData("y=1", "--input y: the model has no such input; it has 'x' [-1, 3, 48, -1], 'state' [2, -1, 128]")]
    public void Settle_WhatDoesNotFit_IsRefusedWithTheRemedy(string given, string expected) =>
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => InputShapes.Settle(Graph, [GivenShape.Parse(given)])).Message);

    [Theory]
    [InlineData("x")]
    [InlineData("=1x2")]
    [InlineData("x=1x0")]
    [InlineData("x=1xNxN")]
    [InlineData("x=1x-3")]
    [InlineData("x=1x99999999999")]
    public void Parse_NoShape_IsRefused(string text) => Assert.Throws<ArgumentException>(() => GivenShape.Parse(text));

    private static OnnxValue Input(string name, params long[] dims) => new(name, ElementType.Float, dims, default);
}
