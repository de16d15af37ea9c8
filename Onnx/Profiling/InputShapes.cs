using Shepherd.Onnx.Graphs;

namespace Shepherd.Onnx.Profiling;

/// <summary>Shapes of all inputs of a model: what the graph fixes, and what the user gives for the rest.</summary>
public static class InputShapes
{
    /// <summary>Settles the shapes.</summary>
    /// <param name="graph">The model's graph.</param>
    /// <param name="given">Shapes by name; inputs whose graph leaves at most the batch axis free need none.</param>
    /// <exception cref="ArgumentException">An extent is missing or does not fit; the message says which and what to give.</exception>
    public static IReadOnlyList<InputShape> Settle(OnnxGraph graph, IReadOnlyList<GivenShape> given)
    {
        var inputs = graph.GivenInputs;
        foreach (var shape in given)
        {
            if (inputs.All(i => i.Name != shape.Name))
                throw new ArgumentException($"--input {shape.Name}: the model has no such input; it has {string.Join(", ", inputs.Select(Describe))}");
            if (given.Count(g => g.Name == shape.Name) > 1)
                throw new ArgumentException($"--input {shape.Name}: given twice; give each input one shape");
        }

        // Where one input says which axis is the batch's, others without one do not depend on it.
        var isSpelled = given.Any(g => g.BatchAxis is not null);
        return [.. inputs.Select(i => Settle(i, given.FirstOrDefault(g => g.Name == i.Name), isSpelled))];
    }

    /// <summary>The batch that a model is fixed to, or null where its batch axis is free.</summary>
    public static int? FixedBatch(IReadOnlyList<InputShape> shapes) =>
        shapes.Any(s => s.BatchAxis is not null) ? null : (int)Math.Clamp(shapes.FirstOrDefault(s => s.Dims.Count > 0)?.Dims[0] ?? 1, 1, int.MaxValue);

    private static InputShape Settle(OnnxValue input, GivenShape? given, bool isSpelled)
    {
        if (ElementTypes.SizeOf(input.Type) == 0)
            throw new ArgumentException($"input {Describe(input)}: only tensors of numbers can be tried; cut the graph behind it");
        if (input.Dims is null && given is null)
            throw new ArgumentException($"input '{input.Name}': the graph does not state its shape; give --input {input.Name}=1x…");
        var graphDims = input.Dims ?? [.. given!.Dims.Select((_, axis) => axis == 0 ? -1L : given.Dims[axis])];
        if (given is not null && given.Dims.Count != graphDims.Count)
            throw new ArgumentException($"--input {input.Name}={string.Join('x', given.Dims)}: it has {given.Dims.Count} extents, and the graph {Describe(input)}; give {graphDims.Count}, for example --input {input.Name}={Example(graphDims)}");
        var batchAxis = given?.BatchAxis ?? (!isSpelled && graphDims.Count > 0 && graphDims[0] < 0 ? 0 : null);
        var dims = new long[graphDims.Count];
        for (var axis = 0; axis < dims.Length; axis++)
            dims[axis] = Extent(input, graphDims, given, axis, axis == batchAxis);
        return new InputShape(input.Name, input.Type, dims, batchAxis);
    }

    private static long Extent(OnnxValue input, IReadOnlyList<long> graphDims, GivenShape? given, int axis, bool isBatch)
    {
        var (wanted, stated) = (given?.Dims[axis], graphDims[axis]);
        if (stated >= 0)
        {
            if (isBatch && stated != 1)
                throw new ArgumentException($"--input {input.Name}: axis {axis} is fixed to {stated} in the graph {Describe(input)} and cannot be the batch axis");
            return wanted is null || wanted == stated ? stated : throw new ArgumentException($"--input {input.Name}={string.Join('x', given!.Dims)}: axis {axis} is {wanted}, and the graph {Describe(input)}");
        }

        if (isBatch)
            return wanted is null or 1 ? 1 : throw new ArgumentException($"--input {input.Name}={string.Join('x', given!.Dims)}: axis {axis} is the batch axis; write 1 or N there, and batch sizes as --batch");
        if (wanted is { } extent)
            return extent;
        throw new ArgumentException($"input {Describe(input)}: axis {axis} is free; give --input {input.Name}=…, for example --input {input.Name}={Example(graphDims)}");
    }

    private static string Example(IReadOnlyList<long> graphDims) => string.Join('x', graphDims.Select((d, i) => d >= 0 ? $"{d}" : i == 0 ? "1" : "320"));

    private static string Describe(OnnxValue input) => $"'{input.Name}' [{(input.Dims is null ? "shape not stated" : string.Join(", ", input.Dims))}]";
}
