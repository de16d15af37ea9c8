namespace Shepherd.Ingest.Grpc;

/// <summary>One call as its method sees it.</summary>
/// <param name="Http">Where it came from.</param>
/// <param name="Timeout">What the caller gives it, from its start; null: as long as it takes.</param>
/// <param name="Cancelled">The caller left, or its deadline passed.</param>
internal sealed record GrpcCall(HttpContext Http, TimeSpan? Timeout, CancellationToken Cancelled)
{
    /// <summary>Sent after the answer, beside its status; names in lower case.</summary>
    public IList<(string Name, string Value)> Trailers { get; } = [];
}
