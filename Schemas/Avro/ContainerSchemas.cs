namespace Shepherd.Schemas.Avro;

/// <summary>Items of one type.</summary>
internal sealed class ArraySchema(AvroSchema items) : AvroSchema(AvroKind.Array)
{
    public AvroSchema Items { get; } = items;

    internal override int MinimumBytes => 1;
}

/// <summary>String keys to values of one type.</summary>
internal sealed class MapSchema(AvroSchema values) : AvroSchema(AvroKind.Map)
{
    public AvroSchema Values { get; } = values;

    internal override int MinimumBytes => 1;

    /// <summary>Bytes of an entry: its key's length prefix and its value.</summary>
    public int EntryMinimumBytes => Values.MinimumBytes == int.MaxValue ? int.MaxValue : Values.MinimumBytes + 1;
}

/// <summary>One of several types.</summary>
internal sealed class UnionSchema(IReadOnlyList<AvroSchema> branches) : AvroSchema(AvroKind.Union)
{
    public IReadOnlyList<AvroSchema> Branches { get; } = branches;

    internal override int MinimumBytes { get; } =
        (int)Math.Min(int.MaxValue, 1L + (branches.Count == 0 ? 0 : branches.Min(b => b.MinimumBytes)));

    internal override string DisplayName => $"union of {string.Join(", ", Branches.Select(b => b.DisplayName))}";
}
