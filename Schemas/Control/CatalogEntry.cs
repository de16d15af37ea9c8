namespace Shepherd.Schemas.Control;

/// <summary>One model as the catalog topic shows it; key of the record = <see cref="Model"/>.</summary>
/// <param name="Model">Model name.</param>
/// <param name="Version">Newest version served.</param>
/// <param name="Group">Model group: its requests go to the group's topic.</param>
/// <param name="SloMs">Default relative deadline, milliseconds.</param>
/// <param name="Priority">Default priority tier, 0–3.</param>
/// <param name="MaxBatch">Requests per batch, at most.</param>
/// <param name="Runtime">Runtime that serves it, e.g. <c>onnx</c>.</param>
/// <param name="Inputs">What a request carries.</param>
/// <param name="Outputs">What a result carries.</param>
public sealed record CatalogEntry(
    string Model,
    string Version,
    string Group,
    int SloMs,
    int Priority,
    int MaxBatch,
    string Runtime,
    IReadOnlyList<TensorSpec> Inputs,
    IReadOnlyList<TensorSpec> Outputs)
{
    /// <summary>How long its batches take, by kind of device.</summary>
    public IReadOnlyList<CatalogProfile> Profiles { get; init; } = [];
}

/// <summary>Name, datatype and shape of a tensor on the wire; an extent of -1 is free.</summary>
/// <param name="Name">Tensor name.</param>
/// <param name="Datatype">Element type.</param>
/// <param name="Shape">Extents with the batch axis first.</param>
public sealed record TensorSpec(string Name, TensorDatatype Datatype, long[] Shape);
