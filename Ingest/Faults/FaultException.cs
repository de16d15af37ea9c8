using Shepherd.Client;
using Shepherd.Schemas;

namespace Shepherd.Ingest.Faults;

/// <summary>Ends a call with a fault.</summary>
internal sealed class FaultException(Fault fault) : Exception(fault.Message)
{
    public FaultException(FaultKind kind, string message)
        : this(new Fault(kind, message))
    {
    }

    public Fault Fault { get; } = fault;

    /// <summary>The fault that an exception of a call stands for; null: a fault of this front, which is logged.</summary>
    /// <param name="exception">What ended the call.</param>
    /// <param name="bodyBytesMax">Longest body, bytes.</param>
    public static Fault? Find(Exception exception, int bodyBytesMax) => exception switch
    {
        FaultException known => known.Fault,
        CodecException codec => new Fault(FaultKind.Invalid, codec.Message) { Outcome = Outcome.Invalid },
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new Fault(FaultKind.TooLarge, $"the body is over the limit of {bodyBytesMax} bytes: send less, or raise --body-bytes-max"),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => new Fault(FaultKind.SlowBody, $"the body came slower than {FrontLimits.BodyBytesPerSecondMin} bytes a second for {FrontLimits.SlowBodyGrace.TotalSeconds:0} s"),
        BadHttpRequestException bad => new Fault(FaultKind.Invalid, bad.Message),
        OperationCanceledException => new Fault(FaultKind.Cancelled, "the caller left"),
        TimeoutException timeout => new Fault(FaultKind.TimedOut, timeout.Message),
        InferenceClientException or ObjectDisposedException => new Fault(FaultKind.Unavailable, exception.Message),
        IOException => new Fault(FaultKind.Cancelled, exception.Message),
        _ => null,
    };
}
