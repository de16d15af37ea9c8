namespace Shepherd.Schemas.Avro;

/// <summary>Passes over a datum that the reader has no field for.</summary>
internal static class DatumSkipper
{
    public static void Skip(ref AvroReader source, AvroSchema schema, string field, int depth)
    {
        if (depth > DatumReader.DepthMax)
            throw source.Fault(field, $"the value is nested deeper than {DatumReader.DepthMax}", source.Position);
        switch (schema)
        {
            case RecordSchema record:
                foreach (var inner in record.Fields)
                    Skip(ref source, inner.Schema, inner.Path, depth + 1);
                break;
            case UnionSchema union:
                Skip(ref source, union.Branches[source.ReadIndex(union.Branches.Count, field)], field, depth + 1);
                break;
            case ArraySchema array:
                SkipItems(ref source, array.Items, array.Items.MinimumBytes, isMap: false, field, depth);
                break;
            case MapSchema map:
                SkipItems(ref source, map.Values, map.EntryMinimumBytes, isMap: true, field, depth);
                break;
            case EnumSchema choice:
                source.ReadIndex(choice.Symbols.Count, field);
                break;
            case FixedSchema block:
                source.ReadFixed(block.SizeBytes, field);
                break;
            default:
                SkipPrimitive(ref source, schema.Kind, field);
                break;
        }
    }

    private static void SkipItems(ref AvroReader source, AvroSchema item, int itemBytesMin, bool isMap, string field, int depth)
    {
        for (var block = source.ReadBlock(itemBytesMin, field); block.Count > 0; block = source.ReadBlock(itemBytesMin, field))
        {
            if (block.IsSized)
            {
                source.SkipBlock(block);
                continue;
            }

            for (var i = 0; i < block.Count; i++)
            {
                if (isMap)
                    source.ReadBytes(field);
                Skip(ref source, item, field, depth + 1);
            }
        }
    }

    private static void SkipPrimitive(ref AvroReader source, AvroKind kind, string field)
    {
        switch (kind)
        {
            case AvroKind.Null:
                break;
            case AvroKind.Boolean:
                source.ReadBoolean(field);
                break;
            case AvroKind.Int or AvroKind.Long:
                source.ReadLong(field);
                break;
            case AvroKind.Float:
                source.ReadFloat(field);
                break;
            case AvroKind.Double:
                source.ReadDouble(field);
                break;
            default:
                source.ReadBytes(field);
                break;
        }
    }
}
