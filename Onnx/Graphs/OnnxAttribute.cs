namespace Shepherd.Onnx.Graphs;

/// <summary>An attribute of an operator. Only what its kind has is set.</summary>
/// <param name="Name">Its name.</param>
public sealed record OnnxAttribute(string Name)
{
    /// <summary>An integer.</summary>
    public long? Int { get; init; }

    /// <summary>A float.</summary>
    public float? Float { get; init; }

    /// <summary>Text.</summary>
    public string? Text { get; init; }

    /// <summary>Integers.</summary>
    public IReadOnlyList<long> Ints { get; init; } = [];

    /// <summary>Floats.</summary>
    public IReadOnlyList<float> Floats { get; init; } = [];

    /// <summary>A tensor.</summary>
    public OnnxInitializer? Tensor { get; init; }

    /// <summary>Graphs: branches of <c>If</c>, bodies of <c>Loop</c> and <c>Scan</c>.</summary>
    public IReadOnlyList<OnnxGraph> Graphs { get; init; } = [];
}
