using System.Globalization;
using Shepherd.Core.Policies;
using Shepherd.Simulator.Engine;

namespace Shepherd.Cli.Simulate.Progress;

/// <summary>How far a simulation is: its groups run one after the other, each from the first arrival to the last answer.</summary>
internal sealed class RunProgress(Scenario scenario)
{
    private readonly int _groups = (scenario.Devices + scenario.GroupDevices - 1) / scenario.GroupDevices;
    private int _group;
    private long _nowNs;
    private volatile bool _isSimulated;

    /// <summary>Watches a fresh policy of the next group.</summary>
    public ISchedulingPolicy Watch(ISchedulingPolicy policy)
    {
        _group++;
        Volatile.Write(ref _nowNs, 0);
        return new WatchedPolicy(policy, this);
    }

    /// <summary>What is left is the bound.</summary>
    public void Simulated() => _isSimulated = true;

    /// <summary>In words, from any thread.</summary>
    public string Tell()
    {
        if (_isSimulated)
            return "simulated; looking for what no schedule could beat (--no-bound leaves that out)";
        var ofGroup = Math.Min(1, (double)Volatile.Read(ref _nowNs) / scenario.DurationNs);
        var share = (Math.Max(0, _group - 1) + ofGroup) / _groups;
        return string.Create(CultureInfo.InvariantCulture, $"simulated {Math.Floor(share * 100):0} % of {scenario.DurationNs / 1e9:0.###} s");
    }

    private void At(long nowNs) => Volatile.Write(ref _nowNs, nowNs);

    private sealed class WatchedPolicy(ISchedulingPolicy policy, RunProgress progress) : ISchedulingPolicy
    {
        public long NextWakeNs => policy.NextWakeNs;

        public int Queued => policy.Queued;

        public void OnArrival(ScheduledRequest request, long nowNs, List<Decision> decisions)
        {
            progress.At(nowNs);
            policy.OnArrival(request, nowNs, decisions);
        }

        public void OnCancelled(ScheduledRequest request, long nowNs, List<Decision> decisions) => policy.OnCancelled(request, nowNs, decisions);

        public void OnFinished(int lane, long nowNs, List<Decision> decisions) => policy.OnFinished(lane, nowNs, decisions);

        public void OnPreempted(int lane, long nowNs, List<Decision> decisions) => policy.OnPreempted(lane, nowNs, decisions);

        public void OnPlan(ServingPlan plan, long nowNs, List<Decision> decisions) => policy.OnPlan(plan, nowNs, decisions);

        public void OnTime(long nowNs, List<Decision> decisions) => policy.OnTime(nowNs, decisions);
    }
}
