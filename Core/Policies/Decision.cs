namespace Shepherd.Core.Policies;

/// <summary>What a policy tells the driver to do.</summary>
public enum DecisionVerb
{
    /// <summary>Run <see cref="Decision.Batch"/> on the idle lane.</summary>
    Dispatch,

    /// <summary>Stop what runs on the lane at its next exit point and report it by <see cref="ISchedulingPolicy.OnPreempted"/>; the policy queues its requests again.</summary>
    PreemptRestart,

    /// <summary>Suspend what runs on the lane at its next exit point and report it by <see cref="ISchedulingPolicy.OnPreempted"/>; it goes on by <see cref="Resume"/>.</summary>
    PreemptSuspend,

    /// <summary>Go on with the suspended <see cref="Decision.Batch"/>.</summary>
    Resume,

    /// <summary>Give up <see cref="Decision.Dropped"/>, for <see cref="Decision.Reason"/>. When the last request of a suspended batch is given up, its state can go.</summary>
    Drop,
}

/// <summary>One decision; which members count depends on the verb.</summary>
/// <param name="Verb">What to do.</param>
/// <param name="Lane">Lane concerned; -1 for <see cref="DecisionVerb.Drop"/>.</param>
/// <param name="Batch">Requests of one model and bucket, most urgent first. The list is the policy's and valid until it is told that the batch ended: copy what must live longer.</param>
/// <param name="Dropped">The request given up.</param>
/// <param name="Reason">Why it is given up.</param>
/// <param name="PredictedNs">How long the batch is expected to run; 0 where it does not apply.</param>
/// <param name="IsSegmented">Run it in segments, so that it can be suspended.</param>
public readonly record struct Decision(
    DecisionVerb Verb,
    int Lane,
    IReadOnlyList<ScheduledRequest>? Batch,
    ScheduledRequest? Dropped,
    DropReason Reason,
    long PredictedNs,
    bool IsSegmented = false)
{
    /// <summary>Run a batch on an idle lane.</summary>
    public static Decision Dispatch(int lane, IReadOnlyList<ScheduledRequest> batch, long predictedNs, bool isSegmented = false) =>
        new(DecisionVerb.Dispatch, lane, batch, null, default, predictedNs, isSegmented);

    /// <summary>Stop the batch that runs on a lane; its work is lost.</summary>
    public static Decision PreemptRestart(int lane) => new(DecisionVerb.PreemptRestart, lane, null, null, default, 0);

    /// <summary>Suspend the segmented batch that runs on a lane.</summary>
    public static Decision PreemptSuspend(int lane) => new(DecisionVerb.PreemptSuspend, lane, null, null, default, 0);

    /// <summary>Go on with a batch that is suspended on the lane.</summary>
    public static Decision Resume(int lane, IReadOnlyList<ScheduledRequest> batch, long predictedNs) =>
        new(DecisionVerb.Resume, lane, batch, null, default, predictedNs, true);

    /// <summary>Give up a request.</summary>
    public static Decision Drop(ScheduledRequest request, DropReason reason) => new(DecisionVerb.Drop, -1, null, request, reason, 0);
}
