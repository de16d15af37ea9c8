using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Shepherd.Schemas.Avro;

namespace Shepherd.Schemas.Tests.Peers;

/// <summary>Values in the form that the peers' scripts describe: the same text for the same value, whichever implementation read it.</summary>
internal static class Neutral
{
    public static JsonNode? Of(AvroSchema schema, object? datum) => (schema, datum) switch
    {
        (UnionSchema union, _) => new JsonObject { ["i"] = IndexOf(union, datum), ["v"] = Of(union.Branches[IndexOf(union, datum)], datum) },
        (RecordSchema record, GenericRecord value) => new JsonArray([.. record.Fields.Select((f, i) => Of(f.Schema, value.Values[i]))]),
        (ArraySchema array, List<object?> items) => new JsonArray([.. items.Select(item => Of(array.Items, item))]),
        (MapSchema map, Dictionary<string, object?> entries) => new JsonArray([.. entries.Select(e => (JsonNode)new JsonArray(e.Key, Of(map.Values, e.Value)))]),
        (_, null) => null,
        (_, bool flag) => flag,
        (_, int number) => number,
        (_, long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        (_, float number) => Hex(sizeof(float), span => BinaryPrimitives.WriteSingleLittleEndian(span, number)),
        (_, double number) => Hex(sizeof(double), span => BinaryPrimitives.WriteDoubleLittleEndian(span, number)),
        (_, string text) => text,
        (_, ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(bytes.Span),
        (_, GenericFixed block) => Convert.ToHexStringLower(block.Data.Span),
        (_, GenericEnum symbol) => symbol.Symbol,
        _ => throw new ArgumentException($"no neutral form of {datum.GetType()} as {schema.DisplayName}"),
    };

    private static int IndexOf(UnionSchema union, object? datum) => DatumWriter.FindBranch(union, datum);

    private static string Hex(int size, Action<Span<byte>> write)
    {
        var bytes = new byte[size];
        write(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
