using Shepherd.GpuWorker.Models;
using Shepherd.Onnx.Graphs;
using Shepherd.Onnx.Profiling;

namespace Shepherd.Cli.Estimate;

/// <summary>Shapes for the inputs that a graph leaves free: what the user gives, then what the model's <c>config.yaml</c> says.</summary>
/// <param name="Shapes">All of them.</param>
/// <param name="FromConfig">Those of the file, as <c>--input</c> takes them.</param>
/// <param name="ConfigPath">The file; null where it was not needed or there is none.</param>
internal sealed record EstimateInputs(IReadOnlyList<GivenShape> Shapes, IReadOnlyList<string> FromConfig, string? ConfigPath)
{
    public bool IsFromConfig(string input) => FromConfig.Any(text => text.StartsWith(input + "=", StringComparison.Ordinal));

    /// <exception cref="ArgumentException">The file is needed and faulty.</exception>
    public static EstimateInputs Of(EstimateRequest request)
    {
        var given = request.Inputs;
        var free = OnnxModel.Load(request.Model).Graph.GivenInputs.Where(i => given.All(g => g.Name != i.Name) && (i.Dims is null || i.Dims.Skip(1).Any(d => d < 0))).Select(i => i.Name).ToList();
        if (free.Count == 0 || ConfiguredShapes.Beside(request.Model) is not var (path, shapes))
            return new EstimateInputs(given, [], null);
        // Where another input spells its batch axis, one that does not is taken to have none.
        int? batchAxis = given.Any(g => g.BatchAxis is not null) ? 0 : null;
        var configured = shapes.Where(s => free.Contains(s.Input, StringComparer.Ordinal)).Select(s => new GivenShape(s.Input, [1, .. s.Extents], batchAxis)).ToList();
        return new EstimateInputs([.. given, .. configured], [.. configured.Select(c => $"{c.Name}={string.Join('x', c.Dims)}")], path);
    }
}
