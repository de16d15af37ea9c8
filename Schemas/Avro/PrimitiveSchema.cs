namespace Shepherd.Schemas.Avro;

/// <summary>null, boolean, int, long, float, double, bytes or string.</summary>
internal sealed class PrimitiveSchema(AvroKind kind, LogicalType? logicalType = null) : AvroSchema(kind)
{
    public LogicalType? LogicalType { get; } = logicalType;

    internal override int MinimumBytes => Kind switch
    {
        AvroKind.Null => 0,
        AvroKind.Float => sizeof(float),
        AvroKind.Double => sizeof(double),
        _ => 1,
    };
}
