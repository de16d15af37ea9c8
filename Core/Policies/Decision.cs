namespace Shepherd.Core.Policies;

/// <summary>What a policy tells the driver to do.</summary>
public enum DecisionVerb
{
    /// <summary>Run <see cref="Decision.Batch"/> on the idle lane.</summary>
    Dispatch,

    /// <summary>Stop what runs on the lane; its requests come back through the driver as new arrivals.</summary>
    PreemptRestart,

    /// <summary>Suspend what runs on the lane; it goes on by <see cref="Resume"/>.</summary>
    PreemptSuspend,

    /// <summary>Go on with the suspended <see cref="Decision.Batch"/>.</summary>
    Resume,

    /// <summary>Give up <see cref="Decision.Dropped"/>: it can no longer meet its deadline.</summary>
    Drop,
}

/// <summary>One decision; which members count depends on the verb.</summary>
/// <param name="Verb">What to do.</param>
/// <param name="Lane">Lane concerned; -1 for <see cref="DecisionVerb.Drop"/>.</param>
/// <param name="Batch">Requests of one model and bucket, most urgent first.</param>
/// <param name="Dropped">The request given up.</param>
/// <param name="PredictedNs">How long the batch is expected to run; 0 where it does not apply.</param>
public readonly record struct Decision(
    DecisionVerb Verb,
    int Lane,
    IReadOnlyList<ScheduledRequest>? Batch,
    ScheduledRequest? Dropped,
    long PredictedNs)
{
    /// <summary>Run a batch on an idle lane.</summary>
    public static Decision Dispatch(int lane, IReadOnlyList<ScheduledRequest> batch, long predictedNs) =>
        new(DecisionVerb.Dispatch, lane, batch, null, predictedNs);

    /// <summary>Give up a request.</summary>
    public static Decision Drop(ScheduledRequest request) => new(DecisionVerb.Drop, -1, null, request, 0);
}
