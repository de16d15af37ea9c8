using System.Text.Json.Nodes;

namespace Shepherd.Schemas.Tests.Peers;

/// <summary>Pairs of a writer's and a reader's schema that resolve, drawn from a seed.</summary>
/// <param name="random">Seeded.</param>
/// <param name="isFull">False leaves out what python3-avro lacks: aliases, enum defaults, string to bytes and back, promotion inside arrays and maps.</param>
internal sealed class EvolvedSchemas(Random random, bool isFull)
{
    private const int DepthMax = 3;

    private static readonly string[] Plain = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"];

    private static readonly (string From, string To)[] Promotions =
    [
        ("int", "long"), ("int", "float"), ("int", "double"), ("long", "float"), ("long", "double"), ("float", "double"),
        ("string", "bytes"), ("bytes", "string"),
    ];

    private int _names;

    public (JsonNode Writer, JsonNode Reader) Next()
    {
        _names = 0;
        return Record(0);
    }

    private (JsonNode Writer, JsonNode Reader) Record(int depth)
    {
        var (writer, reader) = Named("record");
        var writerFields = new List<JsonNode>();
        var readerFields = new List<JsonNode>();
        for (var i = random.Next(1, 7); i > 0; i--)
            AddField($"f{i}", depth, writerFields, readerFields);
        writer["fields"] = new JsonArray([.. writerFields]);
        var shuffled = readerFields.ToArray();
        random.Shuffle(shuffled);
        reader["fields"] = new JsonArray(shuffled);
        return (writer, reader);
    }

    private void AddField(string name, int depth, List<JsonNode> writer, List<JsonNode> reader)
    {
        var (from, to) = Type(depth + 1, canPromote: true);
        switch (random.Next(isFull ? 6 : 5))
        {
            case 0:
                writer.Add(new JsonObject { ["name"] = name, ["type"] = from });
                break;
            case 1:
                reader.Add(Added(name));
                break;
            case 5:
                writer.Add(new JsonObject { ["name"] = name, ["type"] = from });
                reader.Add(new JsonObject { ["name"] = $"{name}_renamed", ["aliases"] = new JsonArray("other", name), ["type"] = to });
                break;
            default:
                writer.Add(new JsonObject { ["name"] = name, ["type"] = from });
                reader.Add(new JsonObject { ["name"] = name, ["type"] = to });
                break;
        }
    }

    private JsonObject Added(string name) => random.Next(6) switch
    {
        0 => new JsonObject { ["name"] = name, ["type"] = "int", ["default"] = -5 },
        1 => new JsonObject { ["name"] = name, ["type"] = "string", ["default"] = "grün" },
        2 => new JsonObject { ["name"] = name, ["type"] = new JsonObject { ["type"] = "array", ["items"] = "boolean" }, ["default"] = new JsonArray(true, false) },
        3 => new JsonObject { ["name"] = name, ["type"] = new JsonArray("null", "double"), ["default"] = null },
        4 => new JsonObject { ["name"] = name, ["type"] = new JsonObject { ["type"] = "map", ["values"] = "float" }, ["default"] = new JsonObject { ["k"] = 1.5 } },
        _ => new JsonObject { ["name"] = name, ["type"] = "bytes", ["default"] = "abc" },
    };

    private (JsonNode Writer, JsonNode Reader) Type(int depth, bool canPromote)
    {
        switch (random.Next(depth >= DepthMax ? 3 : 8))
        {
            case 0 when canPromote:
                var (narrow, wide) = Promotions[random.Next(isFull ? Promotions.Length : Promotions.Length - 2)];
                return (narrow, wide);
            case 1:
                return Enum();
            case 3:
                var (item, itemRead) = Type(depth + 1, canPromote && isFull);
                return (new JsonObject { ["type"] = "array", ["items"] = item }, new JsonObject { ["type"] = "array", ["items"] = itemRead });
            case 4:
                var (value, valueRead) = Type(depth + 1, canPromote && isFull);
                return (new JsonObject { ["type"] = "map", ["values"] = value }, new JsonObject { ["type"] = "map", ["values"] = valueRead });
            case 5 when canPromote:
                return Nullable(depth);
            case 6:
                return Record(depth + 1);
            default:
                var plain = Plain[random.Next(Plain.Length)];
                return (plain, plain);
        }
    }

    /// <summary>Both nullable, or made so by the reader.</summary>
    private (JsonNode Writer, JsonNode Reader) Nullable(int depth)
    {
        var (from, to) = Type(depth + 1, canPromote: false);
        if (from is JsonValue && from.GetValue<string>() == "null")
            return ("null", "null");
        return random.Next(2) == 0 ? (from, new JsonArray("null", to)) : (new JsonArray("null", from), new JsonArray("null", to));
    }

    private (JsonNode Writer, JsonNode Reader) Enum()
    {
        var (writer, reader) = Named("enum");
        writer["symbols"] = new JsonArray("A", "B", "C");
        reader["symbols"] = isFull && random.Next(2) == 0 ? new JsonArray("UNKNOWN", "C", "A") : new JsonArray("C", "D", "B", "A");
        if (isFull)
            reader["default"] = reader["symbols"]![0]!.DeepClone();
        return (writer, reader);
    }

    private (JsonObject Writer, JsonObject Reader) Named(string type)
    {
        var name = $"T{_names++}";
        var writer = new JsonObject { ["type"] = type, ["name"] = $"a.{name}" };
        var reader = isFull && random.Next(2) == 0
            ? new JsonObject { ["type"] = type, ["name"] = $"b.{name}New", ["aliases"] = new JsonArray($"a.{name}") }
            : new JsonObject { ["type"] = type, ["name"] = $"a.{name}" };
        return (writer, reader);
    }
}
