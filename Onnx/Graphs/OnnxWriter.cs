using Shepherd.Onnx.Wire;

namespace Shepherd.Onnx.Graphs;

/// <summary>Writes models of a few operators in memory, for measurements.</summary>
internal static class OnnxWriter
{
    /// <summary>As ONNX 1.10 wrote them.</summary>
    private const int IrVersion = 8;
    private const int Opset = 13;

    public static byte[] Model(IEnumerable<WireWriter> nodes, IEnumerable<WireWriter> weights, IEnumerable<WireWriter> inputs, IEnumerable<WireWriter> outputs)
    {
        var graph = new WireWriter();
        foreach (var node in nodes)
            graph.Message(GraphFields.Node, node);
        graph.Text(GraphFields.Name, "graph");
        foreach (var weight in weights)
            graph.Message(GraphFields.Initializer, weight);
        foreach (var input in inputs)
            graph.Message(GraphFields.Input, input);
        foreach (var output in outputs)
            graph.Message(GraphFields.Output, output);
        return new WireWriter().Int64(ModelFields.IrVersion, IrVersion).Text(ModelFields.ProducerName, "shepherd").Message(ModelFields.Graph, graph)
            .Message(ModelFields.OpsetImport, new WireWriter().Text(OpsetFields.Domain, "").Int64(OpsetFields.Version, Opset)).ToArray();
    }

    public static WireWriter Node(string name, string opType, string[] inputs, string[] outputs, params WireWriter[] attributes)
    {
        var node = new WireWriter();
        foreach (var input in inputs)
            node.Text(NodeFields.Input, input);
        foreach (var output in outputs)
            node.Text(NodeFields.Output, output);
        node.Text(NodeFields.Name, name).Text(NodeFields.OpType, opType);
        foreach (var attribute in attributes)
            node.Message(NodeFields.Attribute, attribute);
        return node;
    }

    public static WireWriter Attribute(string name, long value) =>
        new WireWriter().Text(AttributeFields.Name, name).Int64(AttributeFields.Int, value).Int64(AttributeFields.Type, AttributeFields.TypeInt);

    public static WireWriter Attribute(string name, params long[] values)
    {
        var attribute = new WireWriter().Text(AttributeFields.Name, name);
        foreach (var value in values)
            attribute.Int64(AttributeFields.Ints, value);
        return attribute.Int64(AttributeFields.Type, AttributeFields.TypeInts);
    }

    public static WireWriter Weight(string name, long[] dims, float fill)
    {
        var tensor = new WireWriter();
        foreach (var extent in dims)
            tensor.Int64(TensorFields.Dims, extent);
        var elements = new float[dims.Aggregate(1L, (product, extent) => product * extent)];
        Array.Fill(elements, fill);
        return tensor.Int64(TensorFields.DataType, (long)ElementType.Float).Text(TensorFields.Name, name)
            .Bytes(TensorFields.RawData, System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(elements));
    }

    /// <param name="name">Of the value.</param>
    /// <param name="dims">Extents; -1 for a free one.</param>
    public static WireWriter Value(string name, params long[] dims)
    {
        var shape = new WireWriter();
        foreach (var extent in dims)
            shape.Message(TypeFields.Dim, extent >= 0 ? new WireWriter().Int64(TypeFields.DimValue, extent) : new WireWriter().Text(TypeFields.DimParam, "free"));
        var tensor = new WireWriter().Int64(TypeFields.ElementType, (long)ElementType.Float).Message(TypeFields.Shape, shape);
        return new WireWriter().Text(ValueFields.Name, name).Message(ValueFields.Type, new WireWriter().Message(TypeFields.Tensor, tensor));
    }
}
