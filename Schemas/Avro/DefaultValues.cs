using System.Text.Json;

namespace Shepherd.Schemas.Avro;

/// <summary>JSON defaults of fields to values.</summary>
internal static class DefaultValues
{
    // A default made of defaults of defaults: a record whose default holds itself would never end.
    private const int DepthMax = 32;

    /// <exception cref="CodecException">The default does not fit the field's type.</exception>
    public static void Check(RecordField field) => _ = Make(field);

    /// <summary>A new value each time: containers are the caller's to keep.</summary>
    public static object? Make(RecordField field) => Make(field.Schema, field.Default!.Value, field.Path, 0);

    private static object? Make(AvroSchema schema, JsonElement json, string path, int depth)
    {
        if (depth > DepthMax)
            throw new CodecException($"default of '{path}' never ends: it holds itself");
        return schema switch
        {
            // By the specification 1.11 a union's default is of its first branch.
            UnionSchema union => union.Branches.Count > 0 ? Make(union.Branches[0], json, path, depth + 1) : throw Fault(schema, json, path),
            RecordSchema record when json.ValueKind == JsonValueKind.Object => MakeRecord(record, json, path, depth),
            EnumSchema choice when json.ValueKind == JsonValueKind.String && choice.IndexOf(json.GetString()!) >= 0 => new GenericEnum(choice, json.GetString()!),
            FixedSchema block when TryReadBytes(json, out var bytes) && bytes.Length == block.SizeBytes => new GenericFixed(block, bytes),
            ArraySchema array when json.ValueKind == JsonValueKind.Array =>
                json.EnumerateArray().Select(item => Make(array.Items, item, path, depth + 1)).ToList(),
            MapSchema map when json.ValueKind == JsonValueKind.Object =>
                json.EnumerateObject().ToDictionary(p => p.Name, p => Make(map.Values, p.Value, path, depth + 1), StringComparer.Ordinal),
            PrimitiveSchema => MakePrimitive(schema, json, path),
            _ => throw Fault(schema, json, path),
        };
    }

    private static GenericRecord MakeRecord(RecordSchema schema, JsonElement json, string path, int depth)
    {
        var record = new GenericRecord(schema);
        for (var i = 0; i < schema.Fields.Count; i++)
        {
            var field = schema.Fields[i];
            record.Values[i] = json.TryGetProperty(field.Name, out var value) ? Make(field.Schema, value, path, depth + 1)
                : field.Default is { } fallback ? Make(field.Schema, fallback, path, depth + 1)
                : throw new CodecException($"default of '{path}' lacks '{field.Path}', which has no default of its own");
        }

        return record;
    }

    private static object? MakePrimitive(AvroSchema schema, JsonElement json, string path)
    {
        switch (schema.Kind, json.ValueKind)
        {
            case (AvroKind.Null, JsonValueKind.Null):
                return null;
            case (AvroKind.Boolean, JsonValueKind.True or JsonValueKind.False):
                return json.GetBoolean();
            case (AvroKind.Int, JsonValueKind.Number) when json.TryGetInt32(out var number):
                return number;
            case (AvroKind.Long, JsonValueKind.Number) when json.TryGetInt64(out var number):
                return number;
            case (AvroKind.Float, JsonValueKind.Number):
                return json.GetSingle();
            case (AvroKind.Double, JsonValueKind.Number):
                return json.GetDouble();
            case (AvroKind.String, JsonValueKind.String):
                return json.GetString();
            case (AvroKind.Bytes, JsonValueKind.String) when TryReadBytes(json, out var bytes):
                return bytes;
            default:
                throw Fault(schema, json, path);
        }
    }

    /// <summary>Bytes are written as the characters U+0000 to U+00FF.</summary>
    private static bool TryReadBytes(JsonElement json, out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        if (json.ValueKind != JsonValueKind.String || json.GetString()!.Any(c => c > byte.MaxValue))
            return false;
        bytes = System.Text.Encoding.Latin1.GetBytes(json.GetString()!);
        return true;
    }

    private static CodecException Fault(AvroSchema schema, JsonElement json, string path) =>
        new($"default of '{path}' is {json.GetRawText()}, which is not of {schema.DisplayName}");
}
