using Shepherd.Onnx.Graphs;
using Shepherd.Onnx.Segments;

namespace Shepherd.Onnx.Tests.Segments;

public sealed class GraphCutTests
{
    /// <summary>x → a → b → c → y, where the last reads a again, and b is an output too.</summary>
    private static readonly byte[] Skipping = OnnxWriter.Model(
        [
            OnnxWriter.Node("", "Relu", ["x"], ["a"]),
            OnnxWriter.Node("", "Abs", ["a"], ["b"]),
            OnnxWriter.Node("", "Mul", ["b", "w"], ["c"]),
            OnnxWriter.Node("", "Add", ["c", "a"], ["y"]),
        ],
        [OnnxWriter.Weight("w", [4], 2)],
        [OnnxWriter.Value("x", -1, 4)],
        [OnnxWriter.Value("y", -1, 4), OnnxWriter.Value("b", -1, 4)]);

    [Fact]
    public void Points_SkipAndEarlyOutput_AreLiveAsLongAsTheyMust()
    {
        var live = new LiveTensors(OnnxModel.Parse(Skipping).Graph);

        Assert.Equal(["a"], live.At(1));
        Assert.Equal(["a", "b"], live.At(2));
        Assert.Equal(["a", "b", "c"], live.At(3));
        Assert.Equal(["b", "y"], live.At(4).Order());
        Assert.Equal([new CutPoint(1, 16), new CutPoint(2, 32), new CutPoint(3, 48)], live.Points(_ => 16));
    }

    [Fact]
    public void Points_SizeNotKnown_IsNoPoint() =>
        Assert.Equal([new CutPoint(1, 16)], new LiveTensors(OnnxModel.Parse(Skipping).Graph).Points(tensor => tensor == "b" ? null : 16));

    [Fact]
    public void Cut_EachOperatorAlone_GivesSegmentsWhatTheyRead()
    {
        var segments = GraphCut.Cut(OnnxModel.Parse(Skipping).Graph, [1, 1, 1, 1], _ => 16, 4);

        Assert.Equal(["x | a", "a | b", "b | c", "a,c | y"], segments.Select(s => $"{string.Join(',', s.Inputs.Order())} | {string.Join(',', s.Outputs)}"));
        Assert.Equal([16, 32, 48, 0], segments.Select(s => s.LiveBytes));
    }

    [Fact]
    public void Cut_BranchesThatCapture_GetWhatTheyReadFromOutside()
    {
        var segments = GraphCut.Cut(OnnxModel.Parse(BranchModel.Write()).Graph, [1, 1, 1, 1, 1], _ => 4, 5);

        Assert.Equal(["b", "c"], segments[3].Inputs.Order());
    }

    [Fact]
    public void Cut_ReadsWhatNothingWrites_SaysWho()
    {
        var graph = OnnxModel.Parse(OnnxWriter.Model([OnnxWriter.Node("lost", "Relu", ["nothing"], ["y"])], [], [OnnxWriter.Value("x", 1)], [OnnxWriter.Value("y", 1)])).Graph;

        Assert.Equal("operator 'lost' (Relu) reads 'nothing', which nothing before it writes", Assert.Throws<OnnxFormatException>(() => GraphCut.Cut(graph, [1], _ => 4, 2)).Message);
    }

    [Fact]
    public void Write_Segment_HasItsOwnWeightsOnly()
    {
        var model = OnnxModel.Parse(Skipping);
        var segments = GraphCut.Cut(model.Graph, [1, 1, 1, 1], _ => 16, 4);
        var writer = new SegmentWriter(model, _ => new Onnx.Profiling.TensorShape(ElementType.Float, [1, 4]));

        Assert.Equal([0, 0, 1, 0], segments.Select(s => OnnxModel.Parse(writer.Write(s)).Graph.Initializers.Count));
    }
}
