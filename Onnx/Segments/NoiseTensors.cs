using Microsoft.ML.OnnxRuntime;
using Shepherd.Onnx.Graphs;
using Shepherd.Onnx.Profiling;

namespace Shepherd.Onnx.Segments;

/// <summary>Made-up inputs by which outputs can be compared: floats from -1 to 1, always the same ones. What is no float is blank.</summary>
internal static class NoiseTensors
{
    private const ulong Seed = 0x9E3779B97F4A7C15;

    public static OrtValue Create(ElementType type, long[] dims)
    {
        var value = BlankTensors.Create(type, dims);
        if (type != ElementType.Float)
            return value;
        var state = Seed;
        foreach (ref var element in value.GetTensorMutableDataAsSpan<float>())
        {
            // Xorshift: a millionth of a second for a thousand elements, where the platform's takes several.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            element = ((state >> 40) / (float)(1 << 23)) - 1;
        }

        return value;
    }
}
