namespace Shepherd.Ingest.Access;

/// <summary>Knows callers by what they show.</summary>
internal interface ICallerSource
{
    /// <summary>Whose key or token it is; nobody's: why, for the caller.</summary>
    ValueTask<(Caller? Caller, string Reason)> FindAsync(string credential, CancellationToken cancellationToken);
}
