using System.Collections.Frozen;

namespace Shepherd.Schemas.Json;

/// <summary>Which outputs a client wants as raw bytes behind the JSON (Open Inference Protocol, binary tensor data extension).</summary>
/// <param name="All">The request's <c>binary_data_output</c>: outputs without a word of their own. Default false.</param>
/// <param name="ByName">Each output's own <c>binary_data</c>, which wins.</param>
public sealed record OipBinaryOutputs(bool All, IReadOnlyDictionary<string, bool> ByName)
{
    /// <summary>All outputs as JSON.</summary>
    public static OipBinaryOutputs None { get; } = new(false, FrozenDictionary<string, bool>.Empty);

    /// <summary>True when this output goes as raw bytes.</summary>
    public bool Wants(string output) => ByName.TryGetValue(output, out var wanted) ? wanted : All;
}
