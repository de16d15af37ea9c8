using Shepherd.Schemas.Avro;

namespace Shepherd.Schemas.Tests;

/// <summary>A registry that holds one schema.</summary>
internal sealed class OneSchema(int id, AvroSchema schema) : ISchemaRegistry
{
    public AvroSchema? FindByFingerprint(ulong fingerprint) => fingerprint == schema.Fingerprint ? schema : null;

    public AvroSchema? FindById(int wanted) => wanted == id ? schema : null;
}
