using Shepherd.Ingest.Faults;
using Shepherd.Ingest.Grpc;
using Shepherd.Ingest.Health;

namespace Shepherd.Ingest.Access;

/// <summary>Finds out who calls. Without keys and issuer everybody may.</summary>
internal sealed class AccessCheck(IEnumerable<ICallerSource> sources)
{
    private const string KeyHeader = "x-api-key";
    private const string Bearer = "Bearer ";

    private readonly ICallerSource[] _sources = [.. sources];

    internal async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (_sources.Length == 0 || IsOpen(context.Request.Path))
        {
            await next(context);
            return;
        }

        if (ReadCredential(context.Request) is not { } credential)
        {
            await context.RefuseAsync(new Fault(FaultKind.Unauthenticated, $"this front wants to know who calls: send authorization: Bearer KEY, or {KeyHeader}: KEY"));
            return;
        }

        var why = "";
        foreach (var source in _sources)
        {
            var (caller, reason) = await source.FindAsync(credential, context.RequestAborted);
            if (caller is not null)
            {
                context.SetCaller(caller);
                await next(context);
                return;
            }

            why = reason.Length > 0 ? reason : why;
        }

        await context.RefuseAsync(new Fault(FaultKind.Unauthenticated, why));
    }

    // Probes come without a key: they say nothing that the log does not. What the API is, is no secret.
    private static bool IsOpen(PathString path) =>
        path.StartsWithSegments(HealthEndpoints.Path) || path.StartsWithSegments("/openapi")
        || path.StartsWithSegments($"/{InferenceMethods.Service}/ServerLive") || path.StartsWithSegments($"/{InferenceMethods.Service}/ServerReady");

    private static string? ReadCredential(HttpRequest request)
    {
        if (request.Headers.TryGetValue(KeyHeader, out var key))
            return key.ToString().Trim();
        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : null;
    }
}
