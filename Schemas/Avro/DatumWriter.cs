using System.Buffers;

namespace Shepherd.Schemas.Avro;

/// <summary>Writes a datum of any schema; values as <see cref="GenericRecord"/> lists them.</summary>
internal static class DatumWriter
{
    /// <exception cref="CodecException">The datum is not of the schema; the message names the field.</exception>
    public static void Write(IBufferWriter<byte> destination, AvroSchema schema, object? datum) => Write(destination, schema, datum, schema.DisplayName);

    private static void Write(IBufferWriter<byte> destination, AvroSchema schema, object? datum, string field)
    {
        switch (schema, datum)
        {
            case (UnionSchema union, _):
                var index = FindBranch(union, datum);
                if (index < 0)
                    throw Mismatch(schema, datum, field);
                destination.WriteLong(index);
                Write(destination, union.Branches[index], datum, field);
                break;
            case (RecordSchema record, GenericRecord value) when ReferenceEquals(record, value.Schema):
                for (var i = 0; i < record.Fields.Count; i++)
                    Write(destination, record.Fields[i].Schema, value.Values[i], record.Fields[i].Path);
                break;
            case (EnumSchema choice, GenericEnum value) when choice.IndexOf(value.Symbol) >= 0:
                destination.WriteLong(choice.IndexOf(value.Symbol));
                break;
            case (FixedSchema block, GenericFixed value) when value.Data.Length == block.SizeBytes:
                destination.Write(value.Data.Span);
                break;
            case (ArraySchema array, IReadOnlyList<object?> items):
                WriteArray(destination, array, items, field);
                break;
            case (MapSchema map, IReadOnlyDictionary<string, object?> entries):
                WriteMap(destination, map, entries, field);
                break;
            default:
                WritePrimitive(destination, schema, datum, field);
                break;
        }
    }

    private static void WriteArray(IBufferWriter<byte> destination, ArraySchema schema, IReadOnlyList<object?> items, string field)
    {
        if (items.Count > 0)
            destination.WriteLong(items.Count);
        foreach (var item in items)
            Write(destination, schema.Items, item, field);
        destination.WriteLong(0);
    }

    private static void WriteMap(IBufferWriter<byte> destination, MapSchema schema, IReadOnlyDictionary<string, object?> entries, string field)
    {
        if (entries.Count > 0)
            destination.WriteLong(entries.Count);
        foreach (var (key, value) in entries)
        {
            destination.WriteString(key);
            Write(destination, schema.Values, value, field);
        }

        destination.WriteLong(0);
    }

    private static void WritePrimitive(IBufferWriter<byte> destination, AvroSchema schema, object? datum, string field)
    {
        switch (schema.Kind, datum)
        {
            case (AvroKind.Null, null):
                break;
            case (AvroKind.Boolean, bool value):
                destination.WriteBoolean(value);
                break;
            case (AvroKind.Int, int value):
                destination.WriteLong(value);
                break;
            case (AvroKind.Long, long value):
                destination.WriteLong(value);
                break;
            case (AvroKind.Float, float value):
                destination.WriteFloat(value);
                break;
            case (AvroKind.Double, double value):
                destination.WriteDouble(value);
                break;
            case (AvroKind.Bytes, ReadOnlyMemory<byte> value):
                destination.WriteBytes(value.Span);
                break;
            case (AvroKind.String, string value):
                destination.WriteString(value);
                break;
            default:
                throw Mismatch(schema, datum, field);
        }
    }

    /// <summary>The branch that a value is of, -1 when it is of none.</summary>
    public static int FindBranch(UnionSchema union, object? datum)
    {
        for (var i = 0; i < union.Branches.Count; i++)
        {
            if (IsOf(union.Branches[i], datum))
                return i;
        }

        return -1;
    }

    private static bool IsOf(AvroSchema branch, object? datum) => datum switch
    {
        null => branch.Kind == AvroKind.Null,
        bool => branch.Kind == AvroKind.Boolean,
        int => branch.Kind == AvroKind.Int,
        long => branch.Kind == AvroKind.Long,
        float => branch.Kind == AvroKind.Float,
        double => branch.Kind == AvroKind.Double,
        string => branch.Kind == AvroKind.String,
        ReadOnlyMemory<byte> => branch.Kind == AvroKind.Bytes,
        GenericRecord record => ReferenceEquals(branch, record.Schema),
        GenericEnum symbol => branch is EnumSchema choice && choice.Name == symbol.Schema.Name,
        GenericFixed block => branch is FixedSchema shape && shape.Name == block.Schema.Name,
        IReadOnlyList<object?> => branch.Kind == AvroKind.Array,
        IReadOnlyDictionary<string, object?> => branch.Kind == AvroKind.Map,
        _ => false,
    };

    private static CodecException Mismatch(AvroSchema schema, object? datum, string field) =>
        new($"{field}: a value of type {datum?.GetType().Name ?? "null"} cannot be written as {schema.DisplayName}");
}
