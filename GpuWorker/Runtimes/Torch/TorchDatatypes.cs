using Shepherd.GpuWorker.Models;
using Shepherd.Schemas;
using static TorchSharp.torch;

namespace Shepherd.GpuWorker.Runtimes.Torch;

/// <summary>Torch's element types of the protocol's datatypes.</summary>
internal static class TorchDatatypes
{
    /// <summary>The element type, or null where torch has none.</summary>
    public static ScalarType? ToScalarType(TensorDatatype datatype) => datatype switch
    {
        TensorDatatype.Bool => ScalarType.Bool,
        TensorDatatype.UInt8 => ScalarType.Byte,
        TensorDatatype.Int8 => ScalarType.Int8,
        TensorDatatype.Int16 => ScalarType.Int16,
        TensorDatatype.Int32 => ScalarType.Int32,
        TensorDatatype.Int64 => ScalarType.Int64,
        TensorDatatype.Fp16 => ScalarType.Float16,
        TensorDatatype.Fp32 => ScalarType.Float32,
        TensorDatatype.Fp64 => ScalarType.Float64,
        TensorDatatype.Bf16 => ScalarType.BFloat16,
        _ => null,
    };

    /// <summary>Names the first datatype that torch cannot have, or null.</summary>
    public static string? FindFault(ModelConfig config)
    {
        var tensors = config.Inputs.Select((input, i) => (Key: $"inputs[{i}]", input.Datatype)).Concat(config.Outputs.Select((output, i) => (Key: $"outputs[{i}]", output.Datatype)));
        foreach (var (key, datatype) in tensors)
        {
            if (ToScalarType(datatype) is null)
                return $"{key}.datatype: found {datatype.WireName()}; torch has no such elements: choose BOOL, UINT8, INT8 to INT64, FP16, BF16, FP32 or FP64";
        }

        return null;
    }
}
