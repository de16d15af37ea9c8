using Shepherd.Schemas.Avro;

namespace Shepherd.Schemas.Tests.Peers;

/// <summary>Values of any schema drawn from a seed. NaN is left out: JavaScript keeps no payload of it. Keys of maps start with a letter: JavaScript sorts number-like ones first.</summary>
/// <param name="random">Seeded.</param>
/// <param name="isSmall">Integers stay below 2^23, where every float holds them: for promotions, which the peers round twice beyond that.</param>
internal sealed class RandomDatum(Random random, bool isSmall = false)
{
    private const int DepthMax = 12;
    private const int SmallMax = 1 << 23;
    private const long DaysMax = 2_932_896;
    private const long DayMs = 86_400_000;

    private static readonly string[] Texts = ["", "a", "Grüße", "日本語", "\U0001F411 sheep", "tab\tquote\"\\", new string('x', 200)];
    private static readonly double[] Doubles = [0, -0.0, 1, -1.5, Math.PI, double.MaxValue, double.Epsilon, double.PositiveInfinity, double.NegativeInfinity];
    private static readonly float[] Floats = [0, -0.0f, 1, -1.5f, float.MaxValue, float.Epsilon, float.PositiveInfinity, float.NegativeInfinity];
    private static readonly long[] Edges = [0, -1, 63, 64, -64, -65, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, (1L << 53) + 1];

    public object? Next(AvroSchema schema, int depth = 0) => schema switch
    {
        UnionSchema union => Next(union.Branches[depth > DepthMax ? 0 : random.Next(union.Branches.Count)], depth + 1),
        RecordSchema record => Record(record, depth),
        ArraySchema array => Enumerable.Range(0, Count(depth)).Select(_ => Next(array.Items, depth + 1)).ToList(),
        MapSchema map => Enumerable.Range(0, Count(depth)).ToDictionary(i => $"k{i}{Text()}", _ => Next(map.Values, depth + 1)),
        EnumSchema choice => new GenericEnum(choice, choice.Symbols[random.Next(choice.Symbols.Count)]),
        FixedSchema block => new GenericFixed(block, Bytes(block.SizeBytes)),
        PrimitiveSchema primitive => Primitive(primitive),
        _ => throw new ArgumentException(schema.DisplayName),
    };

    private GenericRecord Record(RecordSchema schema, int depth)
    {
        var record = new GenericRecord(schema);
        for (var i = 0; i < schema.Fields.Count; i++)
            record.Values[i] = Next(schema.Fields[i].Schema, depth + 1);
        return record;
    }

    private object? Primitive(PrimitiveSchema schema) => schema.Kind switch
    {
        AvroKind.Null => null,
        AvroKind.Boolean => random.Next(2) == 0,
        AvroKind.Int => (int)(Meant(schema.LogicalType) ?? Integer(int.MinValue, int.MaxValue)),
        AvroKind.Long => Meant(schema.LogicalType) ?? Integer(long.MinValue, long.MaxValue),
        AvroKind.Float => random.Next(3) == 0 ? Floats[random.Next(Floats.Length)] : (float)(random.NextDouble() * 1e6),
        AvroKind.Double => random.Next(3) == 0 ? Doubles[random.Next(Doubles.Length)] : random.NextDouble() * 1e12,
        // Where schemas evolve, bytes may become a string: they are text then.
        AvroKind.Bytes => isSmall ? new ReadOnlyMemory<byte>(System.Text.Encoding.UTF8.GetBytes(Text())) : Bytes(random.Next(20)),
        _ => Text(),
    };

    /// <summary>python3-avro reads dates and times as such: from the year 1 to 9999, and within a day.</summary>
    private long? Meant(LogicalType? logical) => logical?.Name switch
    {
        "date" => random.NextInt64(-719_162, DaysMax + 1),
        "time-millis" => random.NextInt64(DayMs),
        "time-micros" => random.NextInt64(DayMs * 1000),
        "timestamp-millis" => random.NextInt64(-719_162 * DayMs, DaysMax * DayMs),
        "timestamp-micros" => random.NextInt64(-719_162 * DayMs * 1000, DaysMax * DayMs * 1000),
        _ => null,
    };

    private long Integer(long min, long max)
    {
        if (isSmall)
            return random.Next(-SmallMax, SmallMax);
        var value = random.Next(3) switch
        {
            0 => Edges[random.Next(Edges.Length)],
            1 => random.Next(-300, 300),
            _ => random.NextInt64(min, max),
        };
        return Math.Clamp(value, min, max);
    }

    private ReadOnlyMemory<byte> Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private int Count(int depth) => depth > DepthMax ? 0 : random.Next(4);

    private string Text() => Texts[random.Next(Texts.Length)];
}
