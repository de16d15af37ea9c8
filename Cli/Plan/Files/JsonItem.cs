using System.Text.Json;

namespace Shepherd.Cli.Plan.Files;

/// <summary>One value of a JSON file, read key by key. Every fault says where it is and what it takes.</summary>
/// <param name="where">Its path in the file, for messages; empty for the whole.</param>
/// <param name="value">The value.</param>
internal readonly struct JsonItem(string where, JsonElement value)
{
    public string Where { get; } = where;

    /// <exception cref="FormatException">It is not there, or no text.</exception>
    public string Text(string key) => Find(key, JsonValueKind.String, "a text").GetString()!;

    /// <exception cref="FormatException">It is not there, or no number of that range.</exception>
    public double Number(string key, double min, double max) => Find(key, JsonValueKind.Number, "a number").TryGetDouble(out var number) && number >= min && number <= max
        ? number
        : throw new FormatException(FormattableString.Invariant($"{Path(key)} is no number from {min} to {max}"));

    /// <exception cref="FormatException">It is not there, or no whole number of that range.</exception>
    public int Whole(string key, int min, int max) => Find(key, JsonValueKind.Number, "a whole number").TryGetInt32(out var number) && number >= min && number <= max
        ? number
        : throw new FormatException(FormattableString.Invariant($"{Path(key)} is no whole number from {min} to {max}"));

    /// <exception cref="FormatException">It is not there, or no list.</exception>
    public IEnumerable<JsonItem> List(string key)
    {
        var path = Path(key);
        return Find(key, JsonValueKind.Array, "a list").EnumerateArray().Select((item, i) => new JsonItem(FormattableString.Invariant($"{path}[{i}]"), item));
    }

    private JsonElement Find(string key, JsonValueKind kind, string takes)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(key, out var found))
            throw new FormatException(Where.Length == 0 ? $"it has no '{key}'" : $"{Where} has no '{key}'");
        return found.ValueKind == kind ? found : throw new FormatException($"{Path(key)} is not {takes}");
    }

    private string Path(string key) => Where.Length == 0 ? key : $"{Where}.{key}";
}
