using Shepherd.Core.Policies;

namespace Shepherd.GpuWorker.Tests.Driving;

/// <summary>Decides what the test says, and notes what it is told.</summary>
internal sealed class ScriptedPolicy : ISchedulingPolicy
{
    public IReadOnlyList<Decision> Next { get; set; } = [];

    public List<string> Told { get; } = [];

    public long NextWakeNs => long.MaxValue;

    public int Queued => 0;

    public void OnArrival(ScheduledRequest request, long nowNs, List<Decision> decisions) => Told.Add("arrival");

    public void OnCancelled(ScheduledRequest request, long nowNs, List<Decision> decisions) => Told.Add("cancelled");

    public void OnFinished(int lane, long nowNs, List<Decision> decisions) => Told.Add($"finished {lane}");

    public void OnPreempted(int lane, long nowNs, List<Decision> decisions) => Told.Add($"preempted {lane}");

    public void OnPlan(ServingPlan plan, long nowNs, List<Decision> decisions) => Told.Add("plan");

    public void OnTime(long nowNs, List<Decision> decisions) => decisions.AddRange(Next);
}
