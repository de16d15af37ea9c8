namespace Shepherd.GpuWorker.Models;

/// <summary>Reads <c>warm_up</c>.</summary>
internal static class WarmUpReader
{
    /// <param name="root">The file.</param>
    /// <param name="inputs">The inputs that could be read.</param>
    /// <param name="complete">Whether these are all the inputs: a shape for one that could not be read is no fault.</param>
    /// <param name="maxBatch">Items per run, at most.</param>
    public static IReadOnlyList<WarmUpRun> Read(YamlSection root, IReadOnlyList<InputConfig> inputs, bool complete, int maxBatch)
    {
        if (!root.Has("warm_up"))
        {
            root.Find("warm_up");
            return Default(inputs, maxBatch);
        }

        var runs = new List<WarmUpRun>();
        foreach (var section in root.Sections("warm_up"))
        {
            var batch = section.Integer("batch", 1, maxBatch) ?? 1;
            var shapes = section.Section("shapes");
            runs.Add(new WarmUpRun(batch, [.. inputs.Select(input => Extents(section, shapes, input))]));
            if (complete)
                shapes?.RefuseUnknownKeys();
            section.RefuseUnknownKeys();
        }

        return runs;
    }

    /// <summary>The smallest item alone, then the largest bucket (the smallest extent where there are none) in a full batch: one builds the kernels, the other grows the buffers.</summary>
    private static IReadOnlyList<WarmUpRun> Default(IReadOnlyList<InputConfig> inputs, int maxBatch) =>
    [
        new(1, [.. inputs.Select(input => input.SmallestExtents())]),
        new(maxBatch, [.. inputs.Select(input => input.LargestExtents())]),
    ];

    private static long[] Extents(YamlSection section, YamlSection? shapes, InputConfig input)
    {
        if (shapes?.Integers(input.Name, 1, ShapeReader.ExtentMax) is { } extents)
        {
            if (extents.Count == input.Axes.Count)
            {
                for (var axis = 0; axis < extents.Count; axis++)
                {
                    if (input.Axes[axis].FindFault(extents[axis]) is { } fault)
                        shapes.Fault(input.Name, $"axis {axis} {fault}", "name a shape that a request may have");
                }

                return [.. extents.Select(extent => (long)extent)];
            }

            shapes.Fault(input.Name, $"found {extents.Count} extents", $"expected {input.Axes.Count}, the batch axis not counted");
        }
        else if (input.Axes.Any(axis => axis.IsFree) && shapes?.Has(input.Name) is not true)
        {
            section.Fault("shapes", $"does not name input '{input.Name}', which has free axes", $"add {input.Name}: [its extents, the batch axis not counted]");
        }

        return input.SmallestExtents();
    }
}
