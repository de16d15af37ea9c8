using System.Text.Json;

namespace Shepherd.Schemas.Avro;

/// <summary>JSON of a schema to its types, by the Avro specification 1.11.</summary>
internal sealed class SchemaParser
{
    // Deep enough for any real schema; shallow enough that hostile nesting cannot exhaust the stack.
    private const int DepthMax = 64;

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = DepthMax, AllowDuplicateProperties = false };

    private readonly Dictionary<string, NamedSchema> _types = new(StringComparer.Ordinal);

    // A default may be of a type that is complete only when the whole schema is.
    private readonly List<RecordField> _defaulted = [];

    public static AvroSchema Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Json);
            // The clone outlives the document: fields keep the JSON of their defaults.
            return new SchemaParser().ParseRoot(document.RootElement.Clone());
        }
        catch (JsonException e)
        {
            throw new CodecException($"schema is not valid JSON: {e.Message}", e);
        }
    }

    private AvroSchema ParseRoot(JsonElement root)
    {
        var schema = ParseType(root, "");
        foreach (var field in _defaulted)
            DefaultValues.Check(field);
        return schema;
    }

    private AvroSchema ParseType(JsonElement json, string enclosing) => json.ValueKind switch
    {
        JsonValueKind.String => ParseReference(json.GetString()!, enclosing),
        JsonValueKind.Array => ParseUnion(json, enclosing),
        JsonValueKind.Object => ParseObject(json, enclosing),
        _ => throw new CodecException($"'{json.GetRawText()}' is not a schema: it is a string, an array or an object"),
    };

    private AvroSchema ParseReference(string name, string enclosing)
    {
        if (AvroKinds.TryParsePrimitive(name, out var kind))
            return new PrimitiveSchema(kind);
        var full = SchemaName.Resolve(name, enclosing).FullName;
        return _types.TryGetValue(full, out var type) ? type : throw new CodecException($"schema refers to '{full}', which is not defined before it");
    }

    private UnionSchema ParseUnion(JsonElement json, string enclosing)
    {
        var branches = new List<AvroSchema>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in json.EnumerateArray())
        {
            var branch = ParseType(item, enclosing);
            if (branch is UnionSchema)
                throw new CodecException("a union may not hold a union");
            if (!seen.Add(branch.DisplayName))
                throw new CodecException($"a union may not hold '{branch.DisplayName}' twice");
            branches.Add(branch);
        }

        return new UnionSchema(branches);
    }

    private AvroSchema ParseObject(JsonElement json, string enclosing)
    {
        var type = RequireString(json, "type", "schema");
        if (AvroKinds.TryParsePrimitive(type, out var kind))
            return new PrimitiveSchema(kind, LogicalType.Find(json, kind));
        return type switch
        {
            "record" => ParseRecord(json, enclosing),
            "enum" => ParseEnum(json, enclosing),
            "fixed" => ParseFixed(json, enclosing),
            "array" => new ArraySchema(ParseType(Require(json, "items", "array"), enclosing)),
            "map" => new MapSchema(ParseType(Require(json, "values", "map"), enclosing)),
            "error" => throw new CodecException("'error' belongs to protocols, not to schemas: use 'record'"),
            _ => ParseReference(type, enclosing),
        };
    }

    private RecordSchema ParseRecord(JsonElement json, string enclosing)
    {
        var name = ParseName(json, enclosing);
        var record = new RecordSchema(name, ParseAliases(json, name));
        Define(record);
        var fields = new List<RecordField>();
        foreach (var item in RequireArray(json, "fields", name.FullName))
            fields.Add(ParseField(item, name));
        record.SetFields(fields);
        return record;
    }

    private RecordField ParseField(JsonElement json, SchemaName record)
    {
        var name = RequireString(json, "name", $"field of '{record.FullName}'");
        var path = $"{record.FullName}.{name}";
        SchemaName.Check(name, path);
        JsonElement? written = json.TryGetProperty("default", out var value) ? value : null;
        var aliases = ReadStrings(json, "aliases", path);
        foreach (var alias in aliases)
            SchemaName.Check(alias, $"{record.FullName}.{alias}");
        if (json.TryGetProperty("order", out var order)
            && (order.ValueKind != JsonValueKind.String || order.GetString() is not ("ascending" or "descending" or "ignore")))
            throw new CodecException($"order of '{path}' is ascending, descending or ignore, not {order.GetRawText()}");
        var field = new RecordField(name, ParseType(Require(json, "type", path), record.Namespace), aliases, written, path);
        if (written is not null)
            _defaulted.Add(field);
        return field;
    }

    private EnumSchema ParseEnum(JsonElement json, string enclosing)
    {
        var name = ParseName(json, enclosing);
        var symbols = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in RequireArray(json, "symbols", name.FullName))
        {
            var symbol = item.ValueKind == JsonValueKind.String ? item.GetString()! : throw new CodecException($"symbols of '{name.FullName}' are strings");
            SchemaName.Check(symbol, $"{name.FullName}.{symbol}");
            if (!seen.Add(symbol))
                throw new CodecException($"enum '{name.FullName}' has symbol '{symbol}' twice");
            symbols.Add(symbol);
        }

        var fallback = json.TryGetProperty("default", out _) ? RequireString(json, "default", name.FullName) : null;
        if (fallback is not null && !seen.Contains(fallback))
            throw new CodecException($"default '{fallback}' of enum '{name.FullName}' is none of its symbols");
        var schema = new EnumSchema(name, ParseAliases(json, name), symbols, fallback);
        Define(schema);
        return schema;
    }

    private FixedSchema ParseFixed(JsonElement json, string enclosing)
    {
        var name = ParseName(json, enclosing);
        var written = Require(json, "size", name.FullName);
        if (written.ValueKind != JsonValueKind.Number || !written.TryGetInt32(out var sizeBytes) || sizeBytes < 0)
            throw new CodecException($"size of fixed '{name.FullName}' is a whole number of bytes, not {written.GetRawText()}");
        var schema = new FixedSchema(name, ParseAliases(json, name), sizeBytes, LogicalType.Find(json, AvroKind.Fixed, sizeBytes));
        Define(schema);
        return schema;
    }

    private void Define(NamedSchema schema)
    {
        var full = schema.Name.FullName;
        if (schema.Name.Namespace.Length == 0 && (AvroKinds.TryParsePrimitive(full, out _) || full is "record" or "enum" or "array" or "map" or "union" or "fixed"))
            throw new CodecException($"'{full}' is a type of Avro and cannot be defined anew");
        if (!_types.TryAdd(full, schema))
            throw new CodecException($"schema defines '{full}' twice");
    }

    private static SchemaName ParseName(JsonElement json, string enclosing)
    {
        var written = RequireString(json, "name", "named type");
        if (!json.TryGetProperty("namespace", out var space) || space.ValueKind == JsonValueKind.Null)
            return SchemaName.Resolve(written, enclosing);
        if (space.ValueKind != JsonValueKind.String)
            throw new CodecException($"namespace of '{written}' is a string, not {space.GetRawText()}");
        return SchemaName.Resolve(written, space.GetString()!);
    }

    private static List<string> ParseAliases(JsonElement json, SchemaName name) =>
        ReadStrings(json, "aliases", name.FullName).ConvertAll(alias => SchemaName.Resolve(alias, name.Namespace).FullName);

    private static List<string> ReadStrings(JsonElement json, string property, string owner)
    {
        var strings = new List<string>();
        if (!json.TryGetProperty(property, out _))
            return strings;
        foreach (var item in RequireArray(json, property, owner))
            strings.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw new CodecException($"{property} of '{owner}' are strings"));
        return strings;
    }

    private static JsonElement Require(JsonElement json, string property, string owner)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new CodecException($"{owner} is an object, not {json.GetRawText()}");
        return json.TryGetProperty(property, out var value) ? value : throw new CodecException($"{owner} lacks '{property}'");
    }

    private static string RequireString(JsonElement json, string property, string owner)
    {
        var value = Require(json, property, owner);
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new CodecException($"'{property}' of {owner} is a string, not {value.GetRawText()}");
    }

    private static JsonElement.ArrayEnumerator RequireArray(JsonElement json, string property, string owner)
    {
        var value = Require(json, property, owner);
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw new CodecException($"'{property}' of {owner} is an array, not {value.GetRawText()}");
    }
}
