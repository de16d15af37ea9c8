using Shepherd.Ingest.Grpc;
using Shepherd.Schemas;

namespace Shepherd.Ingest.Faults;

/// <summary>What a caller is told instead of a result.</summary>
/// <param name="Kind">Decides the status.</param>
/// <param name="Message">For people: what is wrong, and what to do.</param>
internal sealed record Fault(FaultKind Kind, string Message)
{
    /// <summary>The request's outcome, where it has one: shown beside the status.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>When another try may succeed; null: not known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Status of the HTTP answer.</summary>
    public int HttpStatus => Kind switch
    {
        FaultKind.Invalid => StatusCodes.Status400BadRequest,
        FaultKind.NotFound => StatusCodes.Status404NotFound,
        FaultKind.Gone => StatusCodes.Status410Gone,
        FaultKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        FaultKind.Forbidden => StatusCodes.Status403Forbidden,
        FaultKind.Rejected => StatusCodes.Status429TooManyRequests,
        FaultKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        FaultKind.UnsupportedMedia => StatusCodes.Status415UnsupportedMediaType,
        FaultKind.SlowBody => StatusCodes.Status408RequestTimeout,
        FaultKind.Cancelled => StatusCodes.Status499ClientClosedRequest,
        FaultKind.TimedOut => StatusCodes.Status504GatewayTimeout,
        FaultKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        FaultKind.Unimplemented => StatusCodes.Status501NotImplemented,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>Status of the gRPC answer.</summary>
    public GrpcStatus GrpcStatus => Kind switch
    {
        FaultKind.Invalid or FaultKind.UnsupportedMedia => GrpcStatus.InvalidArgument,
        FaultKind.NotFound or FaultKind.Gone => GrpcStatus.NotFound,
        FaultKind.Unauthenticated => GrpcStatus.Unauthenticated,
        FaultKind.Forbidden => GrpcStatus.PermissionDenied,
        FaultKind.Rejected or FaultKind.TooLarge => GrpcStatus.ResourceExhausted,
        FaultKind.SlowBody or FaultKind.Cancelled => GrpcStatus.Cancelled,
        FaultKind.TimedOut => GrpcStatus.DeadlineExceeded,
        FaultKind.Unavailable => GrpcStatus.Unavailable,
        FaultKind.Unimplemented => GrpcStatus.Unimplemented,
        _ => GrpcStatus.Internal,
    };

    /// <summary>The fault that a result tells of; null: it is OK.</summary>
    public static Fault? Of(InferenceResult result) => result.Outcome == Schemas.Outcome.Ok
        ? null
        : new Fault(KindOf(result.Outcome), result.Reason.Length > 0 ? result.Reason : result.Outcome.WireName()) { Outcome = result.Outcome };

    private static FaultKind KindOf(Outcome outcome) => outcome switch
    {
        Schemas.Outcome.Invalid => FaultKind.Invalid,
        Schemas.Outcome.ModelNotFound => FaultKind.NotFound,
        Schemas.Outcome.Rejected => FaultKind.Rejected,
        Schemas.Outcome.Cancelled => FaultKind.Cancelled,
        Schemas.Outcome.RuntimeError => FaultKind.Internal,
        Schemas.Outcome.PreemptLimit => FaultKind.Unavailable,
        Schemas.Outcome.Expired => FaultKind.TimedOut,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "not an outcome"),
    };
}
