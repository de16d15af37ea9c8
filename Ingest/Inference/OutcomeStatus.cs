using Shepherd.Schemas;

namespace Shepherd.Ingest.Inference;

/// <summary>HTTP status of each outcome.</summary>
internal static class OutcomeStatus
{
    internal static int Of(Outcome outcome) => outcome switch
    {
        Outcome.Ok => StatusCodes.Status200OK,
        Outcome.Invalid => StatusCodes.Status400BadRequest,
        Outcome.ModelNotFound => StatusCodes.Status404NotFound,
        Outcome.Rejected => StatusCodes.Status429TooManyRequests,
        Outcome.Cancelled => StatusCodes.Status499ClientClosedRequest,
        Outcome.RuntimeError => StatusCodes.Status500InternalServerError,
        Outcome.PreemptLimit => StatusCodes.Status503ServiceUnavailable,
        Outcome.Expired => StatusCodes.Status504GatewayTimeout,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "not an outcome"),
    };
}
