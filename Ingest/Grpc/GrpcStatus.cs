namespace Shepherd.Ingest.Grpc;

/// <summary>Status codes of gRPC that this front gives, by their numbers on the wire.</summary>
internal enum GrpcStatus
{
    /// <summary>Answered.</summary>
    Ok = 0,

    /// <summary>The caller left, or the request was withdrawn.</summary>
    Cancelled = 1,

    /// <summary>The call is wrong.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline passed first.</summary>
    DeadlineExceeded = 4,

    /// <summary>No such model.</summary>
    NotFound = 5,

    /// <summary>The caller may not.</summary>
    PermissionDenied = 7,

    /// <summary>A quota or limit is reached.</summary>
    ResourceExhausted = 8,

    /// <summary>No such method, or an encoding that is not taken.</summary>
    Unimplemented = 12,

    /// <summary>The model failed, or the front.</summary>
    Internal = 13,

    /// <summary>Kafka is not there: try again.</summary>
    Unavailable = 14,

    /// <summary>No key, or one that nobody has.</summary>
    Unauthenticated = 16,
}
