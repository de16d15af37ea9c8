using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Shepherd.Onnx.Segments;

/// <summary>How far two outputs are apart.</summary>
internal static class OutputDifference
{
    /// <summary>Largest difference over the largest value, or over 1 where that is more. Other types than floats are the same (0) or not (infinity).</summary>
    public static double Of(OrtValue expected, OrtValue actual)
    {
        var type = expected.GetTensorTypeAndShape();
        if (!type.Shape.AsSpan().SequenceEqual(actual.GetTensorTypeAndShape().Shape))
            return double.PositiveInfinity;
        if (type.ElementDataType != TensorElementType.Float)
            return expected.GetTensorMutableRawData().SequenceEqual(actual.GetTensorMutableRawData()) ? 0 : double.PositiveInfinity;
        var (difference, largest) = (0.0, 1.0);
        var a = expected.GetTensorDataAsSpan<float>();
        var b = actual.GetTensorDataAsSpan<float>();
        for (var i = 0; i < a.Length; i++)
        {
            // Equal also where both are infinite, or no number.
            if (a[i].Equals(b[i]))
                continue;
            var apart = Math.Abs((double)a[i] - b[i]);
            if (!double.IsFinite(apart))
                return double.PositiveInfinity;
            (difference, largest) = (Math.Max(difference, apart), Math.Max(largest, Math.Abs(a[i])));
        }

        return difference / largest;
    }
}
