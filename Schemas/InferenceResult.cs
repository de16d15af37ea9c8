namespace Shepherd.Schemas;

/// <summary>The value of a record on a reply topic.</summary>
/// <param name="Id">Id of the request that this answers.</param>
/// <param name="Model">Model that ran, or was asked for.</param>
/// <param name="Outcome">What became of the request.</param>
public sealed record InferenceResult(string Id, string Model, Outcome Outcome)
{
    /// <summary>Version of the model that ran; empty when none did.</summary>
    public string ModelVersion { get; init; } = "";

    /// <summary>For people: why the outcome is not OK. Empty on OK.</summary>
    public string Reason { get; init; } = "";

    /// <summary>How often the request was started on a device; 0 when never.</summary>
    public int Attempts { get; init; }

    /// <summary>Name of the worker that published this.</summary>
    public string Worker { get; init; } = "";

    /// <summary>Plan under which it was published.</summary>
    public Epoch Epoch { get; init; }

    /// <summary>The output tensors; empty unless OK.</summary>
    public IReadOnlyList<Tensor> Outputs { get; init; } = [];

    /// <summary>Free parameters: values are <see cref="string"/>, <see cref="bool"/>, <see cref="long"/> or <see cref="double"/>.</summary>
    public IReadOnlyDictionary<string, object> Parameters { get; init; } = InferenceRequest.EmptyParameters;
}
