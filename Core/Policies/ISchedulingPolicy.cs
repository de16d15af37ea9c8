namespace Shepherd.Core.Policies;

/// <summary>
/// Decides which batch runs when and where. Pure: a step takes the event and <c>nowNs</c>, changes only the policy's own queues and appends to a list
/// that the caller owns and clears. Production and simulator drive the same instance type.
/// </summary>
public interface ISchedulingPolicy
{
    /// <summary>Next instant at which <see cref="OnTime"/> could decide something; <see cref="long.MaxValue"/> when only an event can.</summary>
    long NextWakeNs { get; }

    /// <summary>Requests queued and not dispatched.</summary>
    int Queued { get; }

    /// <summary>A request arrived, or came back after a preemption.</summary>
    void OnArrival(ScheduledRequest request, long nowNs, List<Decision> decisions);

    /// <summary>
    /// A request was withdrawn. While it waits it is given up; in a suspended batch it is once the whole batch is withdrawn; a running batch goes on, and its requests are answered.
    /// One that is not here any more is no fault: the withdrawal came too late.
    /// </summary>
    void OnCancelled(ScheduledRequest request, long nowNs, List<Decision> decisions);

    /// <summary>The batch on a lane finished; the lane is idle.</summary>
    void OnFinished(int lane, long nowNs, List<Decision> decisions);

    /// <summary>
    /// The batch on a lane was stopped at an exit point, and the lane is idle; or it is lost with its lane, which <see cref="OnPlan"/> has closed before, whether or not it was told to stop. A batch of
    /// which some requests are answered by then (<see cref="ScheduledRequest.IsAnswered"/>) is never kept, whatever was asked for: the others are queued again.
    /// </summary>
    void OnPreempted(int lane, long nowNs, List<Decision> decisions);

    /// <summary>Models or lanes changed. Running batches go on; what is suspended on a lane that closed is queued again; requests of models that left are dropped.</summary>
    void OnPlan(ServingPlan plan, long nowNs, List<Decision> decisions);

    /// <summary>Time passed.</summary>
    void OnTime(long nowNs, List<Decision> decisions);
}
