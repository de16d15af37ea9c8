using Shepherd.Onnx.Wire;

namespace Shepherd.Onnx.Graphs;

/// <summary><c>ValueInfoProto</c>: a name, and a type that for tensors has an element type and extents.</summary>
internal static class OnnxValueReader
{
    public static OnnxValue Read(ReadOnlyMemory<byte> message)
    {
        var (name, type) = ("", default(ReadOnlyMemory<byte>));
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Field == ValueFields.Name)
                name = reader.ReadString();
            else if (reader.Field == ValueFields.Type)
                type = reader.ReadBytes();
            else
                reader.Skip();
        }

        var (element, dims) = ReadTensorType(Find(type, TypeFields.Tensor));
        return new OnnxValue(name, element, dims, message);
    }

    private static (ElementType Type, IReadOnlyList<long>? Dims) ReadTensorType(ReadOnlyMemory<byte> message)
    {
        var (type, dims) = (ElementType.Undefined, default(IReadOnlyList<long>));
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Field == TypeFields.ElementType)
                type = (ElementType)reader.ReadInt64();
            else if (reader.Field == TypeFields.Shape)
                dims = ReadShape(reader.ReadBytes());
            else
                reader.Skip();
        }

        return (type, dims);
    }

    private static List<long> ReadShape(ReadOnlyMemory<byte> message)
    {
        var dims = new List<long>();
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Field == TypeFields.Dim)
                dims.Add(ReadExtent(reader.ReadBytes()));
            else
                reader.Skip();
        }

        return dims;
    }

    /// <summary>A number, or -1 where it is a name, nothing, or what some exporters write for that: 0 or less.</summary>
    private static long ReadExtent(ReadOnlyMemory<byte> message)
    {
        var extent = -1L;
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Field == TypeFields.DimValue)
                extent = reader.ReadInt64();
            else
                reader.Skip();
        }

        return extent > 0 ? extent : -1;
    }

    private static ReadOnlyMemory<byte> Find(ReadOnlyMemory<byte> message, int field)
    {
        var found = default(ReadOnlyMemory<byte>);
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Field == field)
                found = reader.ReadBytes();
            else
                reader.Skip();
        }

        return found;
    }
}
