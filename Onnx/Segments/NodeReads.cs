using Shepherd.Onnx.Graphs;

namespace Shepherd.Onnx.Segments;

/// <summary>What an operator reads: its inputs, and what its branches and bodies capture from the graph around them.</summary>
internal static class NodeReads
{
    public static IEnumerable<string> Of(OnnxNode node) =>
        node.Inputs.Where(i => i.Length > 0).Concat(node.Attributes.SelectMany(a => a.Graphs).SelectMany(Captures)).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Captures(OnnxGraph inside)
    {
        var own = inside.Inputs.Select(i => i.Name).Concat(inside.Initializers.Select(w => w.Name)).Concat(inside.Nodes.SelectMany(n => n.Outputs)).ToHashSet(StringComparer.Ordinal);
        // A branch may hand on what it was given from outside.
        return inside.Nodes.SelectMany(Of).Concat(inside.Outputs.Select(o => o.Name)).Where(name => !own.Contains(name));
    }
}
