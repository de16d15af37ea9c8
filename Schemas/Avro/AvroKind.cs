namespace Shepherd.Schemas.Avro;

/// <summary>Types of Avro, primitives first.</summary>
internal enum AvroKind
{
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    String,
    Record,
    Enum,
    Array,
    Map,
    Union,
    Fixed,
}

internal static class AvroKinds
{
    private static readonly string[] SpecNames =
        ["null", "boolean", "int", "long", "float", "double", "bytes", "string", "record", "enum", "array", "map", "union", "fixed"];

    /// <summary>The specification's word.</summary>
    public static string SpecName(this AvroKind kind) => SpecNames[(int)kind];

    /// <summary>Finds a primitive by the specification's word.</summary>
    public static bool TryParsePrimitive(string name, out AvroKind kind)
    {
        kind = (AvroKind)Array.IndexOf(SpecNames, name);
        return kind is >= AvroKind.Null and <= AvroKind.String;
    }
}
