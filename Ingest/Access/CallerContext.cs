namespace Shepherd.Ingest.Access;

/// <summary>The caller of an HTTP request.</summary>
internal static class CallerContext
{
    internal static Caller Caller(this HttpContext context) => context.Features.Get<Caller>() ?? Access.Caller.Anonymous;

    internal static void SetCaller(this HttpContext context, Caller caller) => context.Features.Set(caller);
}
