namespace Shepherd.Onnx.Graphs;

/// <summary>Operators and weights, in the order of the file: each operator after all whose outputs it reads.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Nodes">Operators.</param>
/// <param name="Initializers">Weights.</param>
/// <param name="Inputs">What it is given; up to IR version 3 the weights too.</param>
/// <param name="Outputs">What it gives.</param>
public sealed record OnnxGraph(
    string Name,
    IReadOnlyList<OnnxNode> Nodes,
    IReadOnlyList<OnnxInitializer> Initializers,
    IReadOnlyList<OnnxValue> Inputs,
    IReadOnlyList<OnnxValue> Outputs)
{
    /// <summary>Types of what its operators hand to each other, as far as the file states them.</summary>
    public IReadOnlyList<OnnxValue> Values { get; init; } = [];

    /// <summary>Inputs that are no weights.</summary>
    public IReadOnlyList<OnnxValue> GivenInputs
    {
        get
        {
            var weights = Initializers.Select(w => w.Name).ToHashSet(StringComparer.Ordinal);
            return [.. Inputs.Where(i => !weights.Contains(i.Name))];
        }
    }
}
