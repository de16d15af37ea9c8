namespace Shepherd.Ingest.Faults;

/// <summary>Turns what ends a call into its answer.</summary>
internal sealed partial class FaultHandling(IngestOptions options, ILogger<FaultHandling> logger)
{
    internal async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception)
        {
            var fault = FaultException.Find(exception, options.BodyBytesMax);
            if (context.RequestAborted.IsCancellationRequested || context.Response.HasStarted)
            {
                // Nobody is left to read it; the status shows in access logs.
                if (!context.Response.HasStarted)
                    context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                context.Abort();
                return;
            }

            if (fault is null)
            {
                LogFailed(context.Request.Method, context.Request.Path, exception);
                fault = new Fault(FaultKind.Internal, "this front failed; its log says why");
            }

            await context.RefuseAsync(fault);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed in this front")]
    private partial void LogFailed(string method, string path, Exception exception);
}
