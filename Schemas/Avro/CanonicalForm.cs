using System.Text;

namespace Shepherd.Schemas.Avro;

/// <summary>Parsing Canonical Form: primitives bare, names full, only the attributes that shape the bytes, in the specification's order.</summary>
internal static class CanonicalForm
{
    public static string Of(AvroSchema schema)
    {
        var text = new StringBuilder();
        Append(text, schema, new HashSet<string>(StringComparer.Ordinal));
        return text.ToString();
    }

    private static void Append(StringBuilder text, AvroSchema schema, HashSet<string> seen)
    {
        switch (schema)
        {
            case ArraySchema array:
                text.Append("{\"type\":\"array\",\"items\":");
                Append(text, array.Items, seen);
                text.Append('}');
                break;
            case MapSchema map:
                text.Append("{\"type\":\"map\",\"values\":");
                Append(text, map.Values, seen);
                text.Append('}');
                break;
            case UnionSchema union:
                text.Append('[');
                AppendList(text, union.Branches, branch => Append(text, branch, seen));
                text.Append(']');
                break;
            case NamedSchema named when seen.Add(named.Name.FullName):
                AppendDefinition(text, named, seen);
                break;
            default:
                text.Append('"').Append(schema.DisplayName).Append('"');
                break;
        }
    }

    private static void AppendDefinition(StringBuilder text, NamedSchema schema, HashSet<string> seen)
    {
        text.Append("{\"name\":\"").Append(schema.Name.FullName).Append("\",\"type\":\"").Append(schema.Kind.SpecName()).Append('"');
        switch (schema)
        {
            case RecordSchema record:
                text.Append(",\"fields\":[");
                AppendList(text, record.Fields, field =>
                {
                    text.Append("{\"name\":\"").Append(field.Name).Append("\",\"type\":");
                    Append(text, field.Schema, seen);
                    text.Append('}');
                });
                text.Append(']');
                break;
            case EnumSchema choice:
                text.Append(",\"symbols\":[");
                AppendList(text, choice.Symbols, symbol => text.Append('"').Append(symbol).Append('"'));
                text.Append(']');
                break;
            case FixedSchema block:
                text.Append(",\"size\":").Append(block.SizeBytes);
                break;
        }

        text.Append('}');
    }

    private static void AppendList<T>(StringBuilder text, IReadOnlyList<T> items, Action<T> append)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                text.Append(',');
            append(items[i]);
        }
    }
}
