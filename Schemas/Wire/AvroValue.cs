using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Shepherd.Schemas.Avro;

namespace Shepherd.Schemas.Wire;

/// <summary>An Avro value with its framing taken off.</summary>
/// <param name="Bytes">The whole value, framing included.</param>
/// <param name="Start">Where the datum starts.</param>
/// <param name="Schema">Schema that it was written with.</param>
internal readonly record struct AvroValue(ReadOnlyMemory<byte> Bytes, int Start, AvroSchema Schema)
{
    // Keyed by the writer's schema, so that a registry that drops a schema drops its readers too.
    private static readonly ConditionalWeakTable<AvroSchema, ConcurrentDictionary<AvroSchema, DatumReader>> Readers = [];

    /// <summary>Opens single-object encoding.</summary>
    /// <exception cref="CodecException">Wrong framing, or a fingerprint that nobody knows.</exception>
    public static AvroValue OpenSingleObject(ReadOnlyMemory<byte> value, AvroSchema expected, ISchemaRegistry? registry)
    {
        var fingerprint = Framing.ReadFingerprint(value.Span);
        var schema = fingerprint == expected.Fingerprint
            ? expected
            : registry?.FindByFingerprint(fingerprint) ?? BuiltInSchemas.Instance.FindByFingerprint(fingerprint);
        return schema is not null
            ? new AvroValue(value, Framing.SingleObjectBytes, schema)
            : throw new CodecException($"no schema is known of fingerprint 0x{fingerprint:x16}: give a registry that holds it");
    }

    /// <summary>Opens Confluent framing.</summary>
    /// <exception cref="CodecException">Wrong framing, no registry, or an id that it does not know.</exception>
    public static AvroValue OpenConfluent(ReadOnlyMemory<byte> value, ISchemaRegistry? registry)
    {
        var id = Framing.ReadSchemaId(value.Span);
        if (registry is null)
            throw new CodecException($"{ContentTypes.ConfluentAvro} needs a schema registry to find schema {id}, and none is set");
        var schema = registry.FindById(id) ?? throw new CodecException($"the schema registry knows no schema of id {id}");
        return new AvroValue(value, Framing.ConfluentBytes, schema);
    }

    /// <summary>True when the bytes are laid out just as <paramref name="expected"/> lays them out.</summary>
    public bool IsLaidOutAs(AvroSchema expected) => ReferenceEquals(Schema, expected) || Schema.Fingerprint == expected.Fingerprint;

    /// <summary>Resolves the datum to a record of the reader's schema.</summary>
    /// <exception cref="CodecException">The bytes are not of the writer's schema, or the schemas do not resolve.</exception>
    public GenericRecord Resolve(AvroSchema reader)
    {
        var readers = Readers.GetValue(Schema, _ => new ConcurrentDictionary<AvroSchema, DatumReader>());
        var writer = Schema;
        return (GenericRecord)readers.GetOrAdd(reader, to => new DatumReader(writer, to)).Read(Bytes, Start)!;
    }

    /// <summary>Starts a value: the framing that <paramref name="schemaId"/> asks for.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="schema">Schema that the datum is written with.</param>
    /// <param name="schemaId">Registry id for Confluent framing; null: single-object encoding.</param>
    public static void WriteFraming(IBufferWriter<byte> destination, AvroSchema schema, int? schemaId)
    {
        if (schemaId is { } id)
            Framing.WriteSchemaId(destination, id);
        else
            Framing.WriteFingerprint(destination, schema.Fingerprint);
    }
}
