using System.Text.Json.Nodes;

namespace Shepherd.Schemas.Tests.Peers;

/// <summary>Schemas drawn from a seed. What is left out, and why: empty unions and fixed of size 0 (avsc refuses them), fields called like members of every
/// JavaScript object, decimals, uuid and duration (python3-avro gives them meanings of its own, with faults of its own; the bytes underneath are those of bytes and string).</summary>
internal sealed class RandomSchema(Random random)
{
    private const int DepthMax = 4;

    private static readonly string[] Primitives = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"];
    private static readonly string[] IntMeanings = ["date", "time-millis"];
    private static readonly string[] LongMeanings = ["timestamp-millis", "timestamp-micros", "time-micros"];

    private int _names;
    private List<string> _defined = [];

    public JsonNode Next()
    {
        _names = 0;
        _defined = [];
        return Type(0, enclosing: "");
    }

    private JsonNode Type(int depth, string enclosing)
    {
        var choice = random.Next(depth >= DepthMax ? 10 : 16);
        return choice switch
        {
            < 8 => Primitives[choice],
            8 => Meaning(),
            9 => Reference(enclosing) is { } name ? name : Fixed(enclosing),
            10 => Enum(enclosing),
            11 => new JsonObject { ["type"] = "array", ["items"] = Type(depth + 1, enclosing) },
            12 => new JsonObject { ["type"] = "map", ["values"] = Type(depth + 1, enclosing) },
            13 => Union(depth, enclosing),
            _ => Record(depth, enclosing),
        };
    }

    /// <summary>A type defined before, half of the time. From within a namespace one without cannot be named.</summary>
    private string? Reference(string enclosing)
    {
        var names = _defined.FindAll(name => enclosing.Length == 0 || name.Contains('.', StringComparison.Ordinal));
        return names.Count > 0 && random.Next(2) == 0 ? names[random.Next(names.Count)] : null;
    }

    private JsonObject Meaning() => random.Next(2) == 0
        ? new JsonObject { ["type"] = "int", ["logicalType"] = IntMeanings[random.Next(IntMeanings.Length)] }
        : new JsonObject { ["type"] = "long", ["logicalType"] = LongMeanings[random.Next(LongMeanings.Length)] };

    private JsonObject Fixed(string enclosing)
    {
        var schema = Named("fixed", enclosing, out var full);
        schema["size"] = random.Next(1, 20);
        _defined.Add(full);
        return schema;
    }

    private JsonObject Enum(string enclosing)
    {
        var schema = Named("enum", enclosing, out var full);
        var symbols = Enumerable.Range(0, random.Next(1, 6)).Select(i => $"S{i}").ToArray();
        schema["symbols"] = new JsonArray([.. symbols.Select(s => (JsonNode)s)]);
        if (random.Next(2) == 0)
            schema["default"] = symbols[random.Next(symbols.Length)];
        _defined.Add(full);
        return schema;
    }

    private JsonObject Record(int depth, string enclosing)
    {
        var schema = Named("record", enclosing, out var full);
        var space = full.Contains('.', StringComparison.Ordinal) ? full[..full.LastIndexOf('.')] : "";
        var fields = new JsonArray();
        for (var i = random.Next(5); i >= 0; i--)
            fields.Add(new JsonObject { ["name"] = $"f{i}", ["type"] = Type(depth + 1, space), ["doc"] = "x" });
        // A record that may hold itself.
        if (random.Next(4) == 0)
            fields.Add(new JsonObject { ["name"] = "next", ["type"] = new JsonArray("null", full), ["default"] = null });
        schema["fields"] = fields;
        _defined.Add(full);
        return schema;
    }

    private JsonArray Union(int depth, string enclosing)
    {
        var branches = new JsonArray();
        var seen = new HashSet<string>();
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            var defined = _defined.Count;
            var branch = Type(depth + 1, enclosing);
            if (branch is not JsonArray && seen.Add(Key(branch, enclosing)))
                branches.Add(branch);
            else
                _defined.RemoveRange(defined, _defined.Count - defined);
        }

        if (branches.Count == 0)
            branches.Add("null");
        return branches;
    }

    private static string Key(JsonNode branch, string enclosing)
    {
        if (branch is not JsonObject type)
            return branch.GetValue<string>();
        if (type["name"]?.GetValue<string>() is not { } name)
            return type["type"]!.GetValue<string>();
        var space = type["namespace"]?.GetValue<string>() ?? enclosing;
        return name.Contains('.', StringComparison.Ordinal) || space.Length == 0 ? name : $"{space}.{name}";
    }

    private JsonObject Named(string type, string enclosing, out string full)
    {
        var name = $"T{_names++}";
        var schema = new JsonObject { ["type"] = type };
        // Written in one of the ways that mean the same.
        switch (random.Next(3))
        {
            case 0:
                schema["name"] = name;
                schema["namespace"] = "a.b";
                full = $"a.b.{name}";
                break;
            case 1:
                schema["name"] = full = $"c.{name}";
                break;
            default:
                schema["name"] = name;
                full = enclosing.Length == 0 ? name : $"{enclosing}.{name}";
                break;
        }

        return schema;
    }
}
