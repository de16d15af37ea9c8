namespace Shepherd.Schemas.Avro;

/// <summary>Finds the schema that a value was written with.</summary>
public interface ISchemaRegistry
{
    /// <summary>By CRC-64-AVRO fingerprint (single-object encoding); null when unknown.</summary>
    AvroSchema? FindByFingerprint(ulong fingerprint);

    /// <summary>By registry id (Confluent framing); null when unknown.</summary>
    AvroSchema? FindById(int id);
}
