using Shepherd.Onnx.Graphs;
using Shepherd.Onnx.Wire;

namespace Shepherd.Onnx.Tests.Segments;

/// <summary>y = relu(a &gt; 1 ? b + b : b · w), with a = relu(x) and b = |a|, all of one element: the branches read b and w from the graph around them.</summary>
internal static class BranchModel
{
    public static byte[] Write() => OnnxWriter.Model(
        [
            OnnxWriter.Node("", "Relu", ["x"], ["a"]),
            OnnxWriter.Node("", "Abs", ["a"], ["b"]),
            OnnxWriter.Node("", "Greater", ["a", "one"], ["c"]),
            OnnxWriter.Node("", "If", ["c"], ["d"], Branch("then_branch", "Add", ["b", "b"]), Branch("else_branch", "Mul", ["b", "w"])),
            OnnxWriter.Node("", "Relu", ["d"], ["y"]),
        ],
        [OnnxWriter.Weight("one", [1], 1), OnnxWriter.Weight("w", [1], 5)],
        [OnnxWriter.Value("x", 1)],
        [OnnxWriter.Value("y", 1)]);

    private static WireWriter Branch(string name, string opType, string[] reads)
    {
        const int typeGraph = 5;
        var graph = new WireWriter().Message(GraphFields.Node, OnnxWriter.Node("", opType, reads, ["inside"])).Text(GraphFields.Name, name).Message(GraphFields.Output, OnnxWriter.Value("inside", 1));
        return new WireWriter().Text(AttributeFields.Name, name).Message(AttributeFields.Graph, graph).Int64(AttributeFields.Type, typeGraph);
    }
}
