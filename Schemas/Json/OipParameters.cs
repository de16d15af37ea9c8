using System.Globalization;
using System.Text.Json;
using Shepherd.Schemas.Wire;

namespace Shepherd.Schemas.Json;

/// <summary>The protocol's free parameters: strings, booleans and numbers. A number without point and exponent that fits is a long, any other a double.</summary>
internal static class OipParameters
{
    public static Dictionary<string, object> Read(ref Utf8JsonReader reader)
    {
        OipJson.Expect(ref reader, JsonTokenType.StartObject, "parameters");
        var parameters = new Dictionary<string, object>(StringComparer.Ordinal);
        while (OipJson.NextProperty(ref reader, out var name))
            parameters[name] = ReadValue(ref reader, name);
        return parameters;
    }

    public static void WriteItems(Utf8JsonWriter writer, IReadOnlyDictionary<string, object> parameters)
    {
        foreach (var (name, value) in parameters)
        {
            writer.WritePropertyName(name);
            switch (value)
            {
                case string text:
                    writer.WriteStringValue(text);
                    break;
                case bool flag:
                    writer.WriteBooleanValue(flag);
                    break;
                case long number:
                    writer.WriteNumberValue(number);
                    break;
                case double number when double.IsFinite(number):
                    writer.WriteRawValue(Format(number));
                    break;
                case double:
                    throw new CodecException($"parameter '{name}' is not finite, which JSON cannot carry");
                default:
                    throw ParametersAvro.Fault(name, value);
            }
        }
    }

    private static object ReadValue(ref Utf8JsonReader reader, string name)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString()!;
            case JsonTokenType.True or JsonTokenType.False:
                return reader.GetBoolean();
            case JsonTokenType.Number when reader.TryGetInt64(out var whole):
                return whole;
            case JsonTokenType.Number when reader.TryGetDouble(out var number) && double.IsFinite(number):
                return number;
            default:
                throw new CodecException($"parameter '{name}' is {OipJson.Show(ref reader)}; a parameter is a string, a boolean or a number");
        }
    }

    /// <summary>A whole double keeps its point, so that it is read as a double again.</summary>
    private static string Format(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E') < 0 ? $"{text}.0" : text;
    }
}
