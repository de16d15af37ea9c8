using System.Collections.Concurrent;

namespace Shepherd.Schemas.Avro;

/// <summary>Reads a datum of one schema as a datum of another. Values are those of <see cref="GenericRecord"/>; bytes are slices of the input.</summary>
internal sealed class DatumReader(AvroSchema writer, AvroSchema reader)
{
    /// <summary>Data nested deeper than this is refused: a recursive schema must not let bytes decide how deep the stack grows.</summary>
    public const int DepthMax = 256;

    private readonly ConcurrentDictionary<(RecordSchema Writer, RecordSchema Reader), RecordPlan> _plans = new();

    /// <summary>Reads a datum that takes the rest of the input.</summary>
    /// <param name="value">Input.</param>
    /// <param name="start">Where the datum starts, behind any framing.</param>
    /// <exception cref="CodecException">The bytes are not of the writer's schema, or the two schemas do not resolve.</exception>
    public object? Read(ReadOnlyMemory<byte> value, int start = 0)
    {
        var source = new AvroReader(value.Span, start);
        var datum = Read(ref source, value, writer, reader, reader.DisplayName, 0);
        source.End(reader.DisplayName);
        return datum;
    }

    private object? Read(ref AvroReader source, ReadOnlyMemory<byte> value, AvroSchema from, AvroSchema to, string field, int depth)
    {
        if (depth > DepthMax)
            throw source.Fault(field, $"the value is nested deeper than {DepthMax}", source.Position);
        if (from is UnionSchema choice)
            return Read(ref source, value, choice.Branches[source.ReadIndex(choice.Branches.Count, field)], to, field, depth + 1);
        if (to is UnionSchema options)
            return Read(ref source, value, from, Resolution.FindBranch(from, options) ?? throw Mismatch(from, to, field), field, depth + 1);
        if (!Resolution.Matches(from, to))
            throw Mismatch(from, to, field);
        return (from, to) switch
        {
            (RecordSchema w, RecordSchema r) => ReadRecord(ref source, value, w, r, depth),
            (ArraySchema w, ArraySchema r) => ReadArray(ref source, value, w, r, field, depth),
            (MapSchema w, MapSchema r) => ReadMap(ref source, value, w, r, field, depth),
            (EnumSchema w, EnumSchema r) => ReadEnum(ref source, w, r, field),
            (FixedSchema w, FixedSchema r) => new GenericFixed(r, value[source.ReadFixed(w.SizeBytes, field)]),
            _ => Promote(ReadPrimitive(ref source, value, from.Kind, field), to.Kind, field),
        };
    }

    private GenericRecord ReadRecord(ref AvroReader source, ReadOnlyMemory<byte> value, RecordSchema from, RecordSchema to, int depth)
    {
        var plan = _plans.GetOrAdd((from, to), pair => RecordPlan.Make(pair.Writer, pair.Reader));
        var record = new GenericRecord(to);
        for (var i = 0; i < plan.Targets.Length; i++)
        {
            var target = plan.Targets[i];
            var field = from.Fields[i];
            if (target < 0)
                DatumSkipper.Skip(ref source, field.Schema, field.Path, depth + 1);
            else
                record.Values[target] = Read(ref source, value, field.Schema, to.Fields[target].Schema, field.Path, depth + 1);
        }

        foreach (var field in plan.Defaulted)
            record.Values[to.IndexOf(field.Name)] = DefaultValues.Make(field);
        return record;
    }

    private List<object?> ReadArray(ref AvroReader source, ReadOnlyMemory<byte> value, ArraySchema from, ArraySchema to, string field, int depth)
    {
        var items = new List<object?>();
        for (var block = source.ReadBlock(from.Items.MinimumBytes, field); block.Count > 0; block = source.ReadBlock(from.Items.MinimumBytes, field))
        {
            for (var i = 0; i < block.Count; i++)
                items.Add(Read(ref source, value, from.Items, to.Items, field, depth + 1));
            source.EndBlock(block, field);
        }

        return items;
    }

    private Dictionary<string, object?> ReadMap(ref AvroReader source, ReadOnlyMemory<byte> value, MapSchema from, MapSchema to, string field, int depth)
    {
        var entries = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (var block = source.ReadBlock(from.EntryMinimumBytes, field); block.Count > 0; block = source.ReadBlock(from.EntryMinimumBytes, field))
        {
            for (var i = 0; i < block.Count; i++)
            {
                var key = source.ReadString(field);
                entries[key] = Read(ref source, value, from.Values, to.Values, field, depth + 1);
            }

            source.EndBlock(block, field);
        }

        return entries;
    }

    private static GenericEnum ReadEnum(ref AvroReader source, EnumSchema from, EnumSchema to, string field)
    {
        var at = source.Position;
        var symbol = from.Symbols[source.ReadIndex(from.Symbols.Count, field)];
        if (to.IndexOf(symbol) >= 0)
            return new GenericEnum(to, symbol);
        return to.DefaultSymbol is { } fallback
            ? new GenericEnum(to, fallback)
            : throw source.Fault(field, $"'{symbol}' is no symbol of '{to.DisplayName}', which has no default", at);
    }

    private static object? ReadPrimitive(ref AvroReader source, ReadOnlyMemory<byte> value, AvroKind kind, string field) => kind switch
    {
        AvroKind.Null => null,
        AvroKind.Boolean => source.ReadBoolean(field),
        AvroKind.Int => source.ReadInt(field),
        AvroKind.Long => source.ReadLong(field),
        AvroKind.Float => source.ReadFloat(field),
        AvroKind.Double => source.ReadDouble(field),
        AvroKind.Bytes => value[source.ReadBytes(field)],
        _ => source.ReadString(field),
    };

    private static object? Promote(object? datum, AvroKind kind, string field) => (datum, kind) switch
    {
        (int n, AvroKind.Long) => (long)n,
        (int n, AvroKind.Float) => (float)n,
        (int n, AvroKind.Double) => (double)n,
        (long n, AvroKind.Float) => (float)n,
        (long n, AvroKind.Double) => (double)n,
        (float n, AvroKind.Double) => (double)n,
        (string s, AvroKind.Bytes) => new ReadOnlyMemory<byte>(System.Text.Encoding.UTF8.GetBytes(s)),
        (ReadOnlyMemory<byte> b, AvroKind.String) => AvroReader.DecodeText(b.Span, field),
        _ => datum,
    };

    private static CodecException Mismatch(AvroSchema from, AvroSchema to, string field) =>
        new($"{field}: written as {from.DisplayName}, which cannot be read as {to.DisplayName}");
}
