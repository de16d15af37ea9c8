using System.Text.Encodings.Web;
using System.Text.Json;

namespace Shepherd.Schemas.Json;

/// <summary>Small steps over JSON tokens that say what is wrong by name.</summary>
internal static class OipJson
{
    /// <summary>Texts stay readable; nothing here is put into HTML.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public delegate T Parser<T>(ref Utf8JsonReader reader);

    /// <summary>Parses one JSON value that takes all the input.</summary>
    /// <exception cref="CodecException">Malformed JSON.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> json, Parser<T> parser)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            reader.Read();
            var value = parser(ref reader);
            // Refuses what follows the value.
            reader.Read();
            return value;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not UTF-8 or holds half a surrogate pair.
            throw new CodecException($"JSON cannot be read near byte {reader.TokenStartIndex}: {e.Message}", e);
        }
    }

    /// <summary>Goes to the value of the next property; false at the end of the object.</summary>
    public static bool NextProperty(ref Utf8JsonReader reader, out string name)
    {
        name = "";
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
            return false;
        name = reader.GetString()!;
        reader.Read();
        return true;
    }

    /// <summary>Goes to the next item; false at the end of the array.</summary>
    public static bool NextItem(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType != JsonTokenType.EndArray;
    }

    /// <exception cref="CodecException">Another kind of token.</exception>
    public static void Expect(ref Utf8JsonReader reader, JsonTokenType token, string field)
    {
        if (reader.TokenType != token)
            throw new CodecException($"'{field}' is {Name(reader.TokenType)} where {Name(token)} is needed, near byte {reader.TokenStartIndex}");
    }

    public static string ReadString(ref Utf8JsonReader reader, string field)
    {
        Expect(ref reader, JsonTokenType.String, field);
        return reader.GetString()!;
    }

    /// <summary>A string, or empty for null.</summary>
    public static string ReadOptionalString(ref Utf8JsonReader reader, string field) =>
        reader.TokenType == JsonTokenType.Null ? "" : ReadString(ref reader, field);

    public static bool ReadBoolean(ref Utf8JsonReader reader, string field) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw new CodecException($"'{field}' is {Name(reader.TokenType)} where a boolean is needed"),
    };

    /// <summary>The token as it is written, shortened, for errors.</summary>
    public static string Show(ref Utf8JsonReader reader)
    {
        const int ShownMax = 40;
        if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            return Name(reader.TokenType);
        var text = System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
        return text.Length <= ShownMax ? text : $"{text[..ShownMax]}…";
    }

    private static string Name(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.Null => "null",
        _ => token.ToString(),
    };
}
