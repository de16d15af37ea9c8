using System.Globalization;
using Shepherd.Ingest.Grpc;
using Shepherd.Schemas;

namespace Shepherd.Ingest.Faults;

/// <summary>Faults as answers, in the protocol that the caller speaks.</summary>
internal static class FaultResponses
{
    /// <summary>Refuses a call before its method is reached.</summary>
    internal static Task RefuseAsync(this HttpContext context, Fault fault)
    {
        if (!context.Request.IsGrpc() || !HttpProtocol.IsHttp2(context.Request.Protocol))
            return context.Response.WriteFaultAsync(fault);
        GrpcAnswers.WriteFault(context.Response, fault, Describe(fault));
        return Task.CompletedTask;
    }

    /// <summary>The protocol's error body with what belongs to it.</summary>
    internal static Task WriteFaultAsync(this HttpResponse response, Fault fault)
    {
        foreach (var (name, value) in Describe(fault))
            response.Headers[name] = value;
        if (fault.RetryAfter is { } wait)
            response.Headers.RetryAfter = ((long)Math.Max(1, Math.Ceiling(wait.TotalSeconds))).ToString(CultureInfo.InvariantCulture);
        if (fault.Kind == FaultKind.Unauthenticated)
            response.Headers.WWWAuthenticate = "Bearer";
        return response.WriteErrorAsync(fault.HttpStatus, fault.Message);
    }

    /// <summary>Headers or trailers that go with a fault.</summary>
    internal static IEnumerable<(string Name, string Value)> Describe(Fault fault)
    {
        if (fault.Outcome is { } outcome)
            yield return (HeaderNames.Status, outcome.WireName());
    }
}
