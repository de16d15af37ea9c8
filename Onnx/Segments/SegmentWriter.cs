using Shepherd.Onnx.Graphs;
using Shepherd.Onnx.Profiling;
using Shepherd.Onnx.Wire;

namespace Shepherd.Onnx.Segments;

/// <summary>Writes a segment as a model of its own. Operators and weights are the bytes of the file they come from.</summary>
internal sealed class SegmentWriter
{
    /// <summary>From this version on weights are no inputs.</summary>
    private const int IrVersionMin = 4;

    private readonly OnnxModel _model;
    private readonly Func<string, TensorShape?> _shapes;
    private readonly Dictionary<string, OnnxValue> _values = new(StringComparer.Ordinal);

    /// <param name="model">What the segments are of.</param>
    /// <param name="shapes">Tensors as a run showed them, for those whose type the file does not state.</param>
    public SegmentWriter(OnnxModel model, Func<string, TensorShape?> shapes)
    {
        (_model, _shapes) = (model, shapes);
        foreach (var value in model.Graph.Values.Concat(model.Graph.Inputs).Concat(model.Graph.Outputs))
            _values[value.Name] = value;
    }

    public byte[] Write(Segment segment)
    {
        var graph = new WireWriter();
        var nodes = _model.Graph.Nodes.Skip(segment.First).Take(segment.Operators).ToList();
        var reads = nodes.SelectMany(NodeReads.Of).ToHashSet(StringComparer.Ordinal);
        foreach (var node in nodes)
            graph.Bytes(GraphFields.Node, node.Raw.Span);
        graph.Text(GraphFields.Name, _model.Graph.Name.Length > 0 ? _model.Graph.Name : "segment");
        foreach (var weight in _model.Graph.Initializers.Where(w => reads.Contains(w.Name)))
            graph.Bytes(GraphFields.Initializer, weight.Raw.Span);
        foreach (var input in segment.Inputs)
            graph.Bytes(GraphFields.Input, Value(input));
        foreach (var output in segment.Outputs)
            graph.Bytes(GraphFields.Output, Value(output));
        var ends = segment.Inputs.Concat(segment.Outputs).ToHashSet(StringComparer.Ordinal);
        // Names of free extents are in the types: which tensors are of one size, and can share memory, is known only by them.
        foreach (var value in nodes.SelectMany(n => n.Outputs).Where(o => !ends.Contains(o) && _values.ContainsKey(o)))
            graph.Bytes(GraphFields.ValueInfo, _values[value].Raw.Span);
        return Model(_model, graph);
    }

    /// <summary>A file of another graph, with the versions of the model it is taken from.</summary>
    public static byte[] Model(OnnxModel source, WireWriter graph)
    {
        var model = new WireWriter().Int64(ModelFields.IrVersion, Math.Max(IrVersionMin, source.IrVersion)).Text(ModelFields.ProducerName, "shepherd").Message(ModelFields.Graph, graph);
        foreach (var opset in source.Opsets)
            model.Message(ModelFields.OpsetImport, new WireWriter().Text(OpsetFields.Domain, opset.Domain).Int64(OpsetFields.Version, opset.Version));
        return model.ToArray();
    }

    /// <summary>As the file states it, else with the type that was seen and no shape.</summary>
    private ReadOnlySpan<byte> Value(string tensor)
    {
        if (_values.TryGetValue(tensor, out var stated) && stated.Type != ElementType.Undefined)
            return stated.Raw.Span;
        var type = _shapes(tensor)?.Type ?? throw new OnnxFormatException($"tensor '{tensor}' between two segments has no known type");
        var tensorType = new WireWriter().Int64(TypeFields.ElementType, (long)type);
        return new WireWriter().Text(ValueFields.Name, tensor).Message(ValueFields.Type, new WireWriter().Message(TypeFields.Tensor, tensorType)).ToArray();
    }
}
