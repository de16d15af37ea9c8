namespace Shepherd.Ingest.Faults;

/// <summary>Why a call has no result, whatever protocol it came by.</summary>
internal enum FaultKind
{
    /// <summary>The call is wrong; the same bytes fail again.</summary>
    Invalid,

    /// <summary>No such model, request or path.</summary>
    NotFound,

    /// <summary>It was there, and is not kept any more.</summary>
    Gone,

    /// <summary>Nobody whom this front knows.</summary>
    Unauthenticated,

    /// <summary>Somebody known who may not do this.</summary>
    Forbidden,

    /// <summary>Refused for load: a quota, a queue or a limit is full.</summary>
    Rejected,

    /// <summary>The body or message is over the limit.</summary>
    TooLarge,

    /// <summary>A content type that is not taken.</summary>
    UnsupportedMedia,

    /// <summary>The body came too slowly.</summary>
    SlowBody,

    /// <summary>The caller left.</summary>
    Cancelled,

    /// <summary>No outcome came in time.</summary>
    TimedOut,

    /// <summary>Kafka is not there.</summary>
    Unavailable,

    /// <summary>Asked for what this front does not do.</summary>
    Unimplemented,

    /// <summary>The model ran and failed, or this front has a fault.</summary>
    Internal,
}
