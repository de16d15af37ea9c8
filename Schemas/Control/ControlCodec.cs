using Shepherd.Schemas.Avro;
using Shepherd.Schemas.Wire;

namespace Shepherd.Schemas.Control;

/// <summary>Bytes of control records: always Avro single-object encoding, tagged <see cref="ContentTypes.Avro"/>. Instants keep microseconds, in UTC.</summary>
public static class ControlCodec
{
    /// <summary>Writes a <see cref="CatalogEntry"/>, <see cref="PlanRecord"/>, <see cref="WorkerHeartbeat"/> or <see cref="DecisionRecord"/>.</summary>
    /// <exception cref="NotSupportedException">Another type.</exception>
    public static byte[] Encode<T>(T record)
        where T : notnull
    {
        var generic = ControlMapping.ToGeneric(record);
        using var destination = new PooledBufferWriter();
        AvroValue.WriteFraming(destination, generic.Schema, schemaId: null);
        DatumWriter.Write(destination, generic.Schema, generic);
        return destination.WrittenSpan.ToArray();
    }

    /// <summary>Reads one, resolving an older or newer writer schema.</summary>
    /// <param name="value">The record's value.</param>
    /// <param name="registry">Finds writer schemas; null: the built-in ones.</param>
    /// <exception cref="CodecException">Truncated or of an unknown schema.</exception>
    /// <exception cref="NotSupportedException">Another type.</exception>
    public static T Decode<T>(ReadOnlyMemory<byte> value, ISchemaRegistry? registry = null)
        where T : notnull
    {
        var schema = ControlMapping.SchemaOf(typeof(T));
        var opened = AvroValue.OpenSingleObject(value, schema, registry);
        return (T)ControlMapping.FromGeneric(typeof(T), opened.Resolve(schema));
    }
}
