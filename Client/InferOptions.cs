using Shepherd.Schemas;

namespace Shepherd.Client;

/// <summary>What one request asks for.</summary>
public sealed record InferOptions
{
    /// <summary>Time from now in which the answer is worth having; null: the model's SLO.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How long past the deadline to wait for the outcome (a takeover after a crash takes seconds). Default 30 s.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Priority tier 0–3, 0 the most urgent; null: the model's.</summary>
    public int? Priority { get; init; }

    /// <summary>Tenant that the request is accounted to; null: none.</summary>
    public string? Tenant { get; init; }

    /// <summary>Request id; null: a new one. Sending the same id twice asks for the same request twice.</summary>
    public string? RequestId { get; init; }

    /// <summary>Version of the model; null: the newest.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>Names of the outputs wanted; empty: all.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Free parameters for the model: values are <see cref="string"/>, <see cref="bool"/>, <see cref="long"/> or <see cref="double"/>.</summary>
    public IReadOnlyDictionary<string, object> Parameters { get; init; } = InferenceRequest.EmptyParameters;

    /// <summary>Has what happens to the request told in the decision log, where <c>shepherd trace</c> shows it. Default false.</summary>
    public bool Trace { get; init; }

    /// <summary>The caller's own id, echoed in the result's <c>ce_correlationid</c> header; need not be unique. Null: none.</summary>
    public string? CorrelationId { get; init; }
}
