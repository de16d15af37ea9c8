using Shepherd.Onnx.Graphs;

namespace Shepherd.Onnx.Segments;

/// <summary>Makes segments of a graph.</summary>
internal static class GraphCut
{
    /// <summary>Cuts it into segments of like time.</summary>
    /// <param name="graph">Operators in the order they run.</param>
    /// <param name="durationsNs">How long each of them runs.</param>
    /// <param name="bytes">Size of a tensor at a batch of one; null where it is not known.</param>
    /// <param name="segments">Segments at most.</param>
    /// <exception cref="OnnxFormatException">The graph is not in order.</exception>
    public static IReadOnlyList<Segment> Cut(OnnxGraph graph, IReadOnlyList<double> durationsNs, Func<string, long?> bytes, int segments)
    {
        var live = new LiveTensors(graph);
        var cuts = CutSearch.Find(durationsNs, live.Points(bytes), segments);
        int[] ends = [.. cuts.Select(c => c.Position), graph.Nodes.Count];
        var weights = graph.Initializers.Select(w => w.Name).ToHashSet(StringComparer.Ordinal);
        var (made, first) = (new List<Segment>(), 0);
        foreach (var end in ends)
        {
            var nodes = graph.Nodes.Skip(first).Take(end - first).ToList();
            var written = nodes.SelectMany(n => n.Outputs).Where(o => o.Length > 0).ToHashSet(StringComparer.Ordinal);
            var inputs = nodes.SelectMany(NodeReads.Of).Where(r => !written.Contains(r) && !weights.Contains(r)).Distinct(StringComparer.Ordinal).ToList();
            var outputs = live.At(end).Where(written.Contains).ToList();
            made.Add(new Segment(first, end - first, inputs, outputs, (long)durationsNs.Skip(first).Take(end - first).Sum(), end == graph.Nodes.Count ? 0 : cuts[made.Count].LiveBytes));
            first = end;
        }

        return made;
    }
}
