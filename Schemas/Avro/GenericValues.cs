namespace Shepherd.Schemas.Avro;

/// <summary>A record of any schema. Values by type: null, <see cref="bool"/>, <see cref="int"/>, <see cref="long"/>, <see cref="float"/>, <see cref="double"/>,
/// <see cref="ReadOnlyMemory{T}"/> of byte, <see cref="string"/>, <see cref="List{T}"/> of object (array), <see cref="Dictionary{TKey,TValue}"/> of string to object (map),
/// <see cref="GenericRecord"/>, <see cref="GenericEnum"/>, <see cref="GenericFixed"/>; a union is the value of its branch.</summary>
internal sealed class GenericRecord(RecordSchema schema)
{
    public RecordSchema Schema { get; } = schema;

    public object?[] Values { get; } = new object?[schema.Fields.Count];

    public object? this[string field]
    {
        get => Values[IndexOf(field)];
        set => Values[IndexOf(field)] = value;
    }

    private int IndexOf(string field)
    {
        var index = Schema.IndexOf(field);
        return index >= 0 ? index : throw new ArgumentException($"record '{Schema.DisplayName}' has no field '{field}'", nameof(field));
    }
}

/// <summary>A symbol of an enum.</summary>
internal sealed record GenericEnum(EnumSchema Schema, string Symbol);

/// <summary>A value of a fixed.</summary>
internal sealed record GenericFixed(FixedSchema Schema, ReadOnlyMemory<byte> Data);
