using System.Buffers;
using Shepherd.Schemas.Avro;

namespace Shepherd.Schemas.Wire;

/// <summary>Tensors in the current schemas' layout.</summary>
internal static class TensorAvro
{
    // Three empty arrays or strings and an index: what a tensor takes at least.
    private const int TensorBytesMin = 4;

    // Room to start a list with; a longer one grows.
    private const int TensorsExpectedMax = 16;

    // UNKNOWN comes first in the schema's enum; the others follow in the order of TensorDatatype.
    private const int DatatypeOffset = 1;

    private static readonly int DatatypeCount = Enum.GetValues<TensorDatatype>().Length + DatatypeOffset;

    public static IReadOnlyList<Tensor> ReadArray(ref AvroReader source, ReadOnlyMemory<byte> value, string field)
    {
        List<Tensor>? tensors = null;
        for (var block = source.ReadBlock(TensorBytesMin, field); block.Count > 0; block = source.ReadBlock(TensorBytesMin, field))
        {
            tensors ??= new List<Tensor>(Math.Min(block.Count, TensorsExpectedMax));
            for (var i = 0; i < block.Count; i++)
                tensors.Add(Read(ref source, value));
            source.EndBlock(block, field);
        }

        return tensors is null ? [] : tensors;
    }

    public static void WriteArray(IBufferWriter<byte> destination, IReadOnlyList<Tensor> tensors)
    {
        if (tensors.Count > 0)
            destination.WriteLong(tensors.Count);
        foreach (var tensor in tensors)
        {
            destination.WriteString(tensor.Name);
            destination.WriteLong((int)tensor.Datatype + DatatypeOffset);
            if (tensor.Shape.Length > 0)
                destination.WriteLong(tensor.Shape.Length);
            foreach (var extent in tensor.Shape)
                destination.WriteLong(extent);
            destination.WriteLong(0);
            destination.WriteBytes(tensor.Data.Span);
        }

        destination.WriteLong(0);
    }

    /// <summary>The same from the generic path.</summary>
    public static Tensor[] FromGeneric(object? datum) =>
        [.. ((List<object?>)datum!).Cast<GenericRecord>().Select(tensor => new Tensor(
            (string)tensor["name"]!,
            ParseDatatype((GenericEnum)tensor["datatype"]!, (string)tensor["name"]!),
            GenericMapping.Longs(tensor["shape"]),
            (ReadOnlyMemory<byte>)tensor["data"]!))];

    /// <exception cref="CodecException">The symbol is of a newer release.</exception>
    public static TensorDatatype ParseDatatype(GenericEnum symbol, string tensor) =>
        TensorDatatypes.TryParse(symbol.Symbol, out var datatype) ? datatype : throw UnknownDatatype(tensor);

    private static Tensor Read(ref AvroReader source, ReadOnlyMemory<byte> value)
    {
        var name = source.ReadString("Tensor.name");
        var datatype = source.ReadIndex(DatatypeCount, "Tensor.datatype") - DatatypeOffset;
        if (datatype < 0)
            throw UnknownDatatype(name);
        var shape = ReadShape(ref source);
        return new Tensor(name, (TensorDatatype)datatype, shape, value[source.ReadBytes("Tensor.data")]);
    }

    private static long[] ReadShape(ref AvroReader source)
    {
        var shape = Array.Empty<long>();
        for (var block = source.ReadBlock(1, "Tensor.shape"); block.Count > 0; block = source.ReadBlock(1, "Tensor.shape"))
        {
            // Many small blocks would make the growing quadratic; no tensor has so many axes.
            if (shape.Length + block.Count > Tensor.RankMax)
                throw source.Fault("Tensor.shape", $"at least {shape.Length + block.Count} axes, of {Tensor.RankMax} at most", source.Position);
            var filled = shape.Length;
            Array.Resize(ref shape, filled + block.Count);
            for (var i = filled; i < shape.Length; i++)
                shape[i] = source.ReadLong("Tensor.shape");
            source.EndBlock(block, "Tensor.shape");
        }

        return shape;
    }

    private static CodecException UnknownDatatype(string tensor) =>
        new($"Tensor.datatype: tensor '{tensor}' has a datatype that this release does not know");
}
