namespace Shepherd.Schemas.Avro;

/// <summary>A parsed Avro schema.</summary>
public sealed class AvroSchema
{
}
