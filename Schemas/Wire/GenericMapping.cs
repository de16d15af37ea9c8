using Shepherd.Schemas.Avro;

namespace Shepherd.Schemas.Wire;

/// <summary>Small conversions between generic values and the records' types.</summary>
internal static class GenericMapping
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;

    private static readonly long MinMicros = Micros(DateTimeOffset.MinValue);
    private static readonly long MaxMicros = Micros(DateTimeOffset.MaxValue);

    public static long[] Longs(object? datum) => [.. ((List<object?>)datum!).Cast<long>()];

    public static int[] Ints(object? datum) => [.. ((List<object?>)datum!).Cast<int>()];

    public static string[] Strings(object? datum) => [.. ((List<object?>)datum!).Cast<string>()];

    public static List<object?> List<T>(IEnumerable<T> items) => [.. items.Cast<object?>()];

    public static Epoch ToEpoch(object? datum) => datum is GenericRecord epoch ? new Epoch((long)epoch["term"]!, (long)epoch["number"]!) : default;

    public static GenericRecord FromEpoch(GenericRecord owner, Epoch epoch) =>
        new(FieldType<RecordSchema>(owner, "epoch")) { ["term"] = epoch.Term, ["number"] = epoch.Number };

    /// <summary>An instant as microseconds since 1970; finer digits are cut off.</summary>
    public static long Micros(DateTimeOffset instant) =>
        (long)Math.Floor((decimal)(instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TicksPerMicrosecond);

    /// <exception cref="CodecException">Outside the years 1 to 9999.</exception>
    public static DateTimeOffset Instant(object? micros, string field) =>
        (long)micros! is var value && value >= MinMicros && value <= MaxMicros
            ? DateTimeOffset.UnixEpoch.AddTicks(value * TicksPerMicrosecond)
            : throw new CodecException($"{field}: {micros} microseconds since 1970 lie outside the years 1 to 9999");

    /// <summary>An enum whose C# names are the symbols in lower case; unknown symbols are its first member.</summary>
    public static T ToEnum<T>(object? datum)
        where T : struct, Enum => Enum.TryParse<T>(((GenericEnum)datum!).Symbol, ignoreCase: true, out var value) ? value : default;

    public static GenericEnum FromEnum<T>(GenericRecord owner, string field, T value)
        where T : struct, Enum => new(FieldType<EnumSchema>(owner, field), value.ToString().ToUpperInvariant());

    /// <summary>Type of a field.</summary>
    public static T FieldType<T>(GenericRecord owner, string field)
        where T : AvroSchema => (T)owner.Schema.Fields[owner.Schema.IndexOf(field)].Schema;

    /// <summary>A list of records under an array field.</summary>
    public static List<object?> Records<T>(GenericRecord owner, string field, IEnumerable<T> items, Action<GenericRecord, T> fill)
    {
        var schema = (RecordSchema)FieldType<ArraySchema>(owner, field).Items;
        var records = new List<object?>();
        foreach (var item in items)
        {
            var record = new GenericRecord(schema);
            fill(record, item);
            records.Add(record);
        }

        return records;
    }
}
