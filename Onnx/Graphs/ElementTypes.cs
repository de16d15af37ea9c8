namespace Shepherd.Onnx.Graphs;

/// <summary>Sizes and names of element types.</summary>
public static class ElementTypes
{
    /// <summary>Bytes of one element; 0 for texts and unknown types, whose size is not fixed.</summary>
    public static int SizeOf(ElementType type) => type switch
    {
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool => 1,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Float or ElementType.Int32 or ElementType.UInt32 => 4,
        ElementType.Int64 or ElementType.UInt64 or ElementType.Double or ElementType.Complex64 => 8,
        ElementType.Complex128 => 16,
        _ => 0,
    };

    /// <summary>The type that ONNX Runtime's profile calls by a name; undefined for others.</summary>
    public static ElementType OfProfile(string name) => name switch
    {
        "float" => ElementType.Float,
        "uint8" => ElementType.UInt8,
        "int8" => ElementType.Int8,
        "uint16" => ElementType.UInt16,
        "int16" => ElementType.Int16,
        "int32" => ElementType.Int32,
        "int64" => ElementType.Int64,
        "string" => ElementType.String,
        "bool" => ElementType.Bool,
        "float16" => ElementType.Float16,
        "double" => ElementType.Double,
        "uint32" => ElementType.UInt32,
        "uint64" => ElementType.UInt64,
        "bfloat16" => ElementType.BFloat16,
        _ => ElementType.Undefined,
    };
}
