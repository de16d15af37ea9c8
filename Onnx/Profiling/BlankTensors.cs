using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Shepherd.Onnx.Graphs;

namespace Shepherd.Onnx.Profiling;

/// <summary>Made-up inputs: floats of a middling size, so that no denormal slows a kernel, and integers of 0, which are indices into anything.</summary>
internal static class BlankTensors
{
    private const float Middling = 0.5f;

    public static OrtValue Create(ElementType type, long[] dims)
    {
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, ToRuntime(type), dims);
        value.GetTensorMutableRawData().Clear();
        if (type == ElementType.Float)
            value.GetTensorMutableDataAsSpan<float>().Fill(Middling);
        else if (type == ElementType.Double)
            value.GetTensorMutableDataAsSpan<double>().Fill(Middling);
        else if (type == ElementType.Float16)
            value.GetTensorMutableDataAsSpan<Float16>().Fill((Float16)Middling);
        return value;
    }

    private static TensorElementType ToRuntime(ElementType type) => type switch
    {
        ElementType.Float => TensorElementType.Float,
        ElementType.UInt8 => TensorElementType.UInt8,
        ElementType.Int8 => TensorElementType.Int8,
        ElementType.UInt16 => TensorElementType.UInt16,
        ElementType.Int16 => TensorElementType.Int16,
        ElementType.Int32 => TensorElementType.Int32,
        ElementType.Int64 => TensorElementType.Int64,
        ElementType.Bool => TensorElementType.Bool,
        ElementType.Float16 => TensorElementType.Float16,
        ElementType.Double => TensorElementType.Double,
        ElementType.UInt32 => TensorElementType.UInt32,
        ElementType.UInt64 => TensorElementType.UInt64,
        ElementType.BFloat16 => TensorElementType.BFloat16,
        _ => throw new ArgumentException($"inputs of type {type} cannot be tried; cut the graph behind them"),
    };
}
