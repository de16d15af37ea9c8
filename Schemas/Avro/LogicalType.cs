using System.Text.Json;

namespace Shepherd.Schemas.Avro;

/// <summary>What the values of a type mean. The bytes are those of the type underneath.</summary>
/// <param name="Name">The specification's word.</param>
/// <param name="Precision">Digits of a decimal; 0 on others.</param>
/// <param name="Scale">Digits behind the point of a decimal; 0 on others.</param>
internal sealed record LogicalType(string Name, int Precision = 0, int Scale = 0)
{
    /// <summary>Reads it from a type's JSON. Unknown or ill-fitting ones are ignored, as the specification asks.</summary>
    public static LogicalType? Find(JsonElement schema, AvroKind kind, int fixedBytes = 0)
    {
        if (!schema.TryGetProperty("logicalType", out var name) || name.ValueKind != JsonValueKind.String)
            return null;
        var word = name.GetString()!;
        return (word, kind) switch
        {
            ("decimal", AvroKind.Bytes or AvroKind.Fixed) => FindDecimal(schema, kind, fixedBytes),
            ("uuid", AvroKind.String) or
            ("date", AvroKind.Int) or
            ("time-millis", AvroKind.Int) or
            ("time-micros", AvroKind.Long) or
            ("timestamp-millis" or "timestamp-micros", AvroKind.Long) or
            ("local-timestamp-millis" or "local-timestamp-micros", AvroKind.Long) => new LogicalType(word),
            ("duration", AvroKind.Fixed) when fixedBytes == DurationBytes => new LogicalType(word),
            ("uuid", AvroKind.Fixed) when fixedBytes == UuidBytes => new LogicalType(word),
            _ => null,
        };
    }

    private const int DurationBytes = 12;
    private const int UuidBytes = 16;

    private static LogicalType? FindDecimal(JsonElement schema, AvroKind kind, int fixedBytes)
    {
        if (!schema.TryGetProperty("precision", out var written) || written.ValueKind != JsonValueKind.Number
            || !written.TryGetInt32(out var precision) || precision <= 0)
            return null;
        var scale = 0;
        if (schema.TryGetProperty("scale", out var scaleWritten)
            && (scaleWritten.ValueKind != JsonValueKind.Number || !scaleWritten.TryGetInt32(out scale)))
            return null;
        var fits = scale >= 0 && scale <= precision && (kind == AvroKind.Bytes || precision <= DigitsOf(fixedBytes));
        return fits ? new LogicalType("decimal", precision, scale) : null;
    }

    /// <summary>Decimal digits that every two's-complement number of so many bytes can hold: floor(log10(2^(8n-1) - 1)).</summary>
    private static int DigitsOf(int bytes) =>
        bytes == 0 ? 0 : (int)Math.Floor(((8.0 * bytes) - 1) * Math.Log10(2));
}
