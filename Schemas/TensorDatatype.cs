namespace Shepherd.Schemas;

/// <summary>Element types of a tensor, as named by the Open Inference Protocol v2 (wire names: <c>BOOL</c>, <c>UINT8</c> … <c>BF16</c>).</summary>
public enum TensorDatatype
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>Unsigned 8 bit.</summary>
    UInt8,

    /// <summary>Unsigned 16 bit.</summary>
    UInt16,

    /// <summary>Unsigned 32 bit.</summary>
    UInt32,

    /// <summary>Unsigned 64 bit.</summary>
    UInt64,

    /// <summary>Signed 8 bit.</summary>
    Int8,

    /// <summary>Signed 16 bit.</summary>
    Int16,

    /// <summary>Signed 32 bit.</summary>
    Int32,

    /// <summary>Signed 64 bit.</summary>
    Int64,

    /// <summary>IEEE half.</summary>
    Fp16,

    /// <summary>IEEE single.</summary>
    Fp32,

    /// <summary>IEEE double.</summary>
    Fp64,

    /// <summary>Byte strings, each preceded by its length as 4 little-endian bytes.</summary>
    Bytes,

    /// <summary>bfloat16.</summary>
    Bf16,
}
