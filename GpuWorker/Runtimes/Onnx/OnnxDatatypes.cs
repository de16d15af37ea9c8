using Microsoft.ML.OnnxRuntime.Tensors;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Runtimes.Onnx;

/// <summary>ONNX element types of the protocol's datatypes.</summary>
internal static class OnnxDatatypes
{
    /// <summary>The element type; BYTES has none that can be batched.</summary>
    public static TensorElementType ToElementType(TensorDatatype datatype) => datatype switch
    {
        TensorDatatype.Bool => TensorElementType.Bool,
        TensorDatatype.UInt8 => TensorElementType.UInt8,
        TensorDatatype.UInt16 => TensorElementType.UInt16,
        TensorDatatype.UInt32 => TensorElementType.UInt32,
        TensorDatatype.UInt64 => TensorElementType.UInt64,
        TensorDatatype.Int8 => TensorElementType.Int8,
        TensorDatatype.Int16 => TensorElementType.Int16,
        TensorDatatype.Int32 => TensorElementType.Int32,
        TensorDatatype.Int64 => TensorElementType.Int64,
        TensorDatatype.Fp16 => TensorElementType.Float16,
        TensorDatatype.Fp32 => TensorElementType.Float,
        TensorDatatype.Fp64 => TensorElementType.Double,
        TensorDatatype.Bf16 => TensorElementType.BFloat16,
        _ => throw new ArgumentOutOfRangeException(nameof(datatype), datatype, "not a datatype of fixed size"),
    };

    /// <summary>The protocol's name of an element type, or the runtime's own where the protocol has none.</summary>
    public static string Describe(TensorElementType type)
    {
        foreach (var datatype in Enum.GetValues<TensorDatatype>())
        {
            if (datatype != TensorDatatype.Bytes && ToElementType(datatype) == type)
                return datatype.WireName();
        }

        return type.ToString();
    }
}
