using Shepherd.Onnx.Wire;

namespace Shepherd.Onnx.Graphs;

/// <summary>Messages of <c>onnx.proto3</c> (ONNX 1.10, IR version 8) by their field numbers; fields that nobody here asks for are skipped, as those of newer versions are.</summary>
internal static class OnnxReader
{
    /// <summary>Deeper nests of branches than any exporter writes; a file of nothing but nested graphs must not end the process.</summary>
    private const int DepthMax = 32;

    public static OnnxModel ReadModel(ReadOnlyMemory<byte> message)
    {
        var (version, producer, opsets) = (0L, "", new List<OnnxOpset>());
        OnnxGraph? graph = null;
        var reader = new WireReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case ModelFields.IrVersion:
                    version = reader.ReadInt64();
                    break;
                case ModelFields.ProducerName:
                    producer = reader.ReadString();
                    break;
                case ModelFields.Graph:
                    graph = ReadGraph(reader.ReadBytes(), 0);
                    break;
                case ModelFields.OpsetImport:
                    opsets.Add(ReadOpset(reader.ReadBytes()));
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (graph is null)
            throw new OnnxFormatException("it has no graph");
        return version > 0 ? new OnnxModel(version, producer, opsets, graph) : throw new OnnxFormatException("it does not state its version");
    }

    private static OnnxGraph ReadGraph(ReadOnlyMemory<byte> message, int depth)
    {
        if (depth > DepthMax)
            throw new OnnxFormatException($"graphs are nested deeper than {DepthMax}");
        var name = "";
        var (nodes, weights) = (new List<OnnxNode>(), new List<OnnxInitializer>());
        var (inputs, outputs, values) = (new List<OnnxValue>(), new List<OnnxValue>(), new List<OnnxValue>());
        var reader = new WireReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case GraphFields.Node:
                    nodes.Add(ReadNode(reader.ReadBytes(), depth));
                    break;
                case GraphFields.Name:
                    name = reader.ReadString();
                    break;
                case GraphFields.Initializer:
                    weights.Add(ReadTensor(reader.ReadBytes()));
                    break;
                case GraphFields.Input:
                    inputs.Add(OnnxValueReader.Read(reader.ReadBytes()));
                    break;
                case GraphFields.Output:
                    outputs.Add(OnnxValueReader.Read(reader.ReadBytes()));
                    break;
                case GraphFields.ValueInfo:
                    values.Add(OnnxValueReader.Read(reader.ReadBytes()));
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new OnnxGraph(name, nodes, weights, inputs, outputs) { Values = values };
    }

    private static OnnxNode ReadNode(ReadOnlyMemory<byte> message, int depth)
    {
        var (name, opType, domain) = ("", "", "");
        var (inputs, outputs, attributes) = (new List<string>(), new List<string>(), new List<OnnxAttribute>());
        var reader = new WireReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case NodeFields.Input:
                    inputs.Add(reader.ReadString());
                    break;
                case NodeFields.Output:
                    outputs.Add(reader.ReadString());
                    break;
                case NodeFields.Name:
                    name = reader.ReadString();
                    break;
                case NodeFields.OpType:
                    opType = reader.ReadString();
                    break;
                case NodeFields.Attribute:
                    attributes.Add(ReadAttribute(reader.ReadBytes(), depth));
                    break;
                case NodeFields.Domain:
                    domain = reader.ReadString();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return opType.Length > 0 ? new OnnxNode(name, opType, domain, inputs, outputs, attributes, message) : throw new OnnxFormatException($"node '{name}' has no operator");
    }

    private static OnnxAttribute ReadAttribute(ReadOnlyMemory<byte> message, int depth)
    {
        var attribute = new OnnxAttribute("");
        var (ints, floats, graphs) = (new List<long>(), new List<float>(), new List<OnnxGraph>());
        var reader = new WireReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case AttributeFields.Name:
                    attribute = attribute with { Name = reader.ReadString() };
                    break;
                case AttributeFields.Float:
                    attribute = attribute with { Float = reader.ReadFloat() };
                    break;
                case AttributeFields.Int:
                    attribute = attribute with { Int = reader.ReadInt64() };
                    break;
                case AttributeFields.Text:
                    // Bytes by the schema: some exporters keep more than text in it.
                    attribute = attribute with { Text = System.Text.Encoding.UTF8.GetString(reader.ReadBytes().Span) };
                    break;
                case AttributeFields.Tensor:
                    attribute = attribute with { Tensor = ReadTensor(reader.ReadBytes()) };
                    break;
                case AttributeFields.Graph or AttributeFields.Graphs:
                    graphs.Add(ReadGraph(reader.ReadBytes(), depth + 1));
                    break;
                case AttributeFields.Floats:
                    reader.ReadFloats(floats);
                    break;
                case AttributeFields.Ints:
                    reader.ReadInt64s(ints);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return attribute with { Ints = ints, Floats = floats, Graphs = graphs };
    }

    private static OnnxInitializer ReadTensor(ReadOnlyMemory<byte> message)
    {
        var (name, type, isExternal, dims) = ("", ElementType.Undefined, false, new List<long>());
        var reader = new WireReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case TensorFields.Dims:
                    reader.ReadInt64s(dims);
                    break;
                case TensorFields.DataType:
                    type = (ElementType)reader.ReadInt64();
                    break;
                case TensorFields.Name:
                    name = reader.ReadString();
                    break;
                case TensorFields.DataLocation:
                    isExternal = reader.ReadInt64() == TensorFields.External;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (dims.Any(d => d < 0))
            throw new OnnxFormatException($"weight '{name}' has a negative extent");
        return new OnnxInitializer(name, type, dims, message) { IsExternal = isExternal };
    }

    private static OnnxOpset ReadOpset(ReadOnlyMemory<byte> message)
    {
        var (domain, version) = ("", 0L);
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Field == OpsetFields.Domain)
                domain = reader.ReadString();
            else if (reader.Field == OpsetFields.Version)
                version = reader.ReadInt64();
            else
                reader.Skip();
        }

        return new OnnxOpset(domain, version);
    }
}
