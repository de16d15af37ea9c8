using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Models;

/// <summary>Reads <c>shape</c>: extents without the batch axis, -1 is free.</summary>
internal static class ShapeReader
{
    /// <summary>An extent: more is a mistake, and products of a few stay far from overflow.</summary>
    public const int ExtentMax = 1 << 24;

    public static IReadOnlyList<int>? Read(YamlSection section)
    {
        if (section.Integers("shape", -1, ExtentMax, required: true) is not { } shape)
            return null;
        if (shape.Count >= Tensor.RankMax)
            section.Fault("shape", $"has {shape.Count} axes", $"at most {Tensor.RankMax - 1} beside the batch axis");
        else if (shape.Contains(0))
            section.Fault("shape", $"found [{string.Join(", ", shape)}]", "an extent is at least 1, or -1 where it is free");
        else
            return shape;
        return null;
    }
}
