namespace Shepherd.Core.Policies;

/// <summary>What a policy tells the driver to do.</summary>
public enum DecisionVerb
{
    /// <summary>Run <see cref="Decision.Batch"/> on the idle lane.</summary>
    Dispatch,

    /// <summary>Stop what runs on the lane at its next exit point and report it by <see cref="ISchedulingPolicy.OnPreempted"/>; the policy queues its requests again.</summary>
    PreemptRestart,

    /// <summary>Suspend what runs on the lane; it goes on by <see cref="Resume"/>.</summary>
    PreemptSuspend,

    /// <summary>Go on with the suspended <see cref="Decision.Batch"/>.</summary>
    Resume,

    /// <summary>Give up <see cref="Decision.Dropped"/>, for <see cref="Decision.Reason"/>.</summary>
    Drop,
}

/// <summary>One decision; which members count depends on the verb.</summary>
/// <param name="Verb">What to do.</param>
/// <param name="Lane">Lane concerned; -1 for <see cref="DecisionVerb.Drop"/>.</param>
/// <param name="Batch">Requests of one model and bucket, most urgent first.</param>
/// <param name="Dropped">The request given up.</param>
/// <param name="Reason">Why it is given up.</param>
/// <param name="PredictedNs">How long the batch is expected to run; 0 where it does not apply.</param>
public readonly record struct Decision(
    DecisionVerb Verb,
    int Lane,
    IReadOnlyList<ScheduledRequest>? Batch,
    ScheduledRequest? Dropped,
    DropReason Reason,
    long PredictedNs)
{
    /// <summary>Run a batch on an idle lane.</summary>
    public static Decision Dispatch(int lane, IReadOnlyList<ScheduledRequest> batch, long predictedNs) =>
        new(DecisionVerb.Dispatch, lane, batch, null, default, predictedNs);

    /// <summary>Stop the batch that runs on a lane; its work is lost.</summary>
    public static Decision PreemptRestart(int lane) => new(DecisionVerb.PreemptRestart, lane, null, null, default, 0);

    /// <summary>Give up a request.</summary>
    public static Decision Drop(ScheduledRequest request, DropReason reason) => new(DecisionVerb.Drop, -1, null, request, reason, 0);
}
