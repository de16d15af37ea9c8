namespace Shepherd.Ingest.Requests;

/// <summary>The header <c>prefer</c> (RFC 7240).</summary>
internal static class Preferences
{
    internal const string Async = "respond-async";
    internal const string Applied = "preference-applied";

    private const string Prefer = "prefer";

    /// <summary>Whether the caller asks not to wait. Preferences that nobody knows are passed over, as the RFC says.</summary>
    internal static bool WantsAsync(HttpRequest request) =>
        request.Headers[Prefer].SelectMany(p => (p ?? "").Split(',')).Any(p => p.Split(';')[0].Trim().Equals(Async, StringComparison.OrdinalIgnoreCase));
}
