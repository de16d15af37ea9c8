namespace Shepherd.Schemas;

/// <summary>The value of a record on a request topic: the Open Inference Protocol v2 data model.</summary>
/// <param name="Id">Request id, unique per request; readers drop repeats of a result by it. Empty when only the <c>ce_id</c> header carries it.</param>
/// <param name="Model">Model name; empty when only the <c>shepherd-model</c> header carries it.</param>
/// <param name="Inputs">The input tensors.</param>
public sealed record InferenceRequest(string Id, string Model, IReadOnlyList<Tensor> Inputs)
{
    /// <summary>Version of the model; empty: the newest.</summary>
    public string ModelVersion { get; init; } = "";

    /// <summary>Names of the outputs wanted; empty: all.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Free parameters: values are <see cref="string"/>, <see cref="bool"/>, <see cref="long"/> or <see cref="double"/>.</summary>
    public IReadOnlyDictionary<string, object> Parameters { get; init; } = EmptyParameters;

    /// <summary>No parameters, shared.</summary>
    public static readonly IReadOnlyDictionary<string, object> EmptyParameters = new Dictionary<string, object>();
}
