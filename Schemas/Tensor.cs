namespace Shepherd.Schemas;

/// <summary>A named tensor of the Open Inference Protocol v2: row-major, little-endian, raw bytes.</summary>
/// <param name="Name">The name that the model gives this input or output.</param>
/// <param name="Datatype">Element type.</param>
/// <param name="Shape">Extents, outermost first, the batch axis included where the model has one.</param>
/// <param name="Data">The elements. On a decoded record this is a slice of the record's buffer, valid as long as that buffer is.</param>
public sealed record Tensor(string Name, TensorDatatype Datatype, long[] Shape, ReadOnlyMemory<byte> Data)
{
    /// <summary>Axes that a tensor may have: the deepest layout in use (video: NTCHW) has 5, and a bound keeps a hostile header small.</summary>
    public const int RankMax = 8;

    /// <summary>Says what is wrong with shape and data, or null when they fit each other.</summary>
    /// <remarks>Checked: rank at most <see cref="RankMax"/>, no negative extent, a product that does not overflow, as many bytes as the shape asks for.</remarks>
    public string? FindFault()
    {
        if (Shape.Length > RankMax)
            return $"tensor '{Name}' has {Shape.Length} axes; at most {RankMax} are allowed";
        var elements = 1L;
        foreach (var extent in Shape)
        {
            if (extent < 0)
                return $"tensor '{Name}' has a negative extent in its shape [{string.Join(',', Shape)}]";
            if (extent != 0 && elements > long.MaxValue / extent)
                return $"tensor '{Name}': the product of its shape [{string.Join(',', Shape)}] overflows";
            elements *= extent;
        }

        return Datatype == TensorDatatype.Bytes ? FindByteStringFault(elements) : FindLengthFault(elements);
    }

    private string? FindLengthFault(long elements)
    {
        var size = Datatype.ElementBytes();
        if (elements > long.MaxValue / size)
            return $"tensor '{Name}': the product of its shape [{string.Join(',', Shape)}] overflows";
        return elements * size == Data.Length
            ? null
            : $"tensor '{Name}' of {Datatype.WireName()} [{string.Join(',', Shape)}] needs {elements * size} bytes and has {Data.Length}";
    }

    private string? FindByteStringFault(long elements)
    {
        var rest = Data.Span;
        var seen = 0L;
        while (!rest.IsEmpty)
        {
            if (rest.Length < sizeof(uint))
                return $"tensor '{Name}' of BYTES ends inside a length prefix";
            var length = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(rest);
            if (length > rest.Length - sizeof(uint))
                return $"tensor '{Name}' of BYTES: element {seen} says {length} bytes, {rest.Length - sizeof(uint)} are left";
            rest = rest[(sizeof(uint) + (int)length)..];
            seen++;
        }

        return seen == elements ? null : $"tensor '{Name}' of BYTES [{string.Join(',', Shape)}] needs {elements} elements and has {seen}";
    }
}
