using Shepherd.GpuWorker.Models;
using Shepherd.Onnx.Graphs;
using Shepherd.Onnx.Profiling;

namespace Shepherd.GpuWorker.Runtimes.Onnx;

/// <summary>Shapes that a model's operators are measured at before it is cut: those of its largest warm-up, as a batch of one.</summary>
internal static class SegmentShapes
{
    public static IReadOnlyList<InputShape> Of(ModelConfig config)
    {
        var largest = config.WarmUp.MaxBy(run => run.Extents.Sum(Elements)) ?? throw new ArgumentException("it has no warm-up whose shapes its operators could be measured at");
        return [.. config.Inputs.Zip(largest.Extents, Shape)];
    }

    private static InputShape Shape(InputConfig input, long[] extents)
    {
        IEnumerable<long> padded = extents.Select((extent, axis) => input.Axes[axis].Padded(extent));
        // ONNX Runtime numbers element types as the format does.
        return new InputShape(input.Name, (ElementType)(int)OnnxDatatypes.ToElementType(input.Datatype), [1, .. padded], 0);
    }

    private static double Elements(long[] extents) => extents.Aggregate(1.0, (product, extent) => product * extent);
}
