using Shepherd.Core.Policies;

namespace Shepherd.Simulator.Tests.Engine;

/// <summary>Decides nothing but what a test makes it; counts what arrived as queued.</summary>
internal class ScriptedPolicy : ISchedulingPolicy
{
    public virtual long NextWakeNs => long.MaxValue;

    public virtual int Queued => Arrived.Count;

    /// <summary>All requests, in the order they came.</summary>
    protected List<ScheduledRequest> Arrived { get; } = [];

    public virtual void OnArrival(ScheduledRequest request, long nowNs, List<Decision> decisions) => Arrived.Add(request);

    public virtual void OnCancelled(ScheduledRequest request, long nowNs, List<Decision> decisions)
    {
    }

    public virtual void OnFinished(int lane, long nowNs, List<Decision> decisions)
    {
    }

    public virtual void OnPreempted(int lane, long nowNs, List<Decision> decisions)
    {
    }

    public virtual void OnPlan(ServingPlan plan, long nowNs, List<Decision> decisions)
    {
    }

    public virtual void OnTime(long nowNs, List<Decision> decisions)
    {
    }
}
