using System.Collections.Frozen;

namespace Shepherd.Schemas;

/// <summary>Wire names and element sizes of <see cref="TensorDatatype"/>.</summary>
public static class TensorDatatypes
{
    private static readonly FrozenDictionary<string, TensorDatatype> ByName =
        Enum.GetValues<TensorDatatype>().ToFrozenDictionary(d => d.WireName(), StringComparer.Ordinal);

    /// <summary>Bytes per element; 0 for <see cref="TensorDatatype.Bytes"/>, whose elements carry their own length.</summary>
    public static int ElementBytes(this TensorDatatype datatype) => datatype switch
    {
        TensorDatatype.Bool or TensorDatatype.UInt8 or TensorDatatype.Int8 => 1,
        TensorDatatype.UInt16 or TensorDatatype.Int16 or TensorDatatype.Fp16 or TensorDatatype.Bf16 => 2,
        TensorDatatype.UInt32 or TensorDatatype.Int32 or TensorDatatype.Fp32 => 4,
        TensorDatatype.UInt64 or TensorDatatype.Int64 or TensorDatatype.Fp64 => 8,
        _ => 0,
    };

    /// <summary>The protocol's name: <c>FP32</c>, <c>UINT8</c>, <c>BYTES</c> …</summary>
    public static string WireName(this TensorDatatype datatype) => datatype switch
    {
        TensorDatatype.Bool => "BOOL",
        TensorDatatype.UInt8 => "UINT8",
        TensorDatatype.UInt16 => "UINT16",
        TensorDatatype.UInt32 => "UINT32",
        TensorDatatype.UInt64 => "UINT64",
        TensorDatatype.Int8 => "INT8",
        TensorDatatype.Int16 => "INT16",
        TensorDatatype.Int32 => "INT32",
        TensorDatatype.Int64 => "INT64",
        TensorDatatype.Fp16 => "FP16",
        TensorDatatype.Fp32 => "FP32",
        TensorDatatype.Fp64 => "FP64",
        TensorDatatype.Bytes => "BYTES",
        TensorDatatype.Bf16 => "BF16",
        _ => throw new ArgumentOutOfRangeException(nameof(datatype), datatype, "not a datatype of the Open Inference Protocol"),
    };

    /// <summary>Finds a datatype by its wire name; false when there is none of that name.</summary>
    public static bool TryParse(string? name, out TensorDatatype datatype)
    {
        datatype = default;
        return name is not null && ByName.TryGetValue(name, out datatype);
    }
}
