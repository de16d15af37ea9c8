using Shepherd.Core.Herd;
using Shepherd.Planner.Cluster;
using Shepherd.Planner.Plans;
using Shepherd.Planner.Targets;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Tests.Shared;

namespace Shepherd.Planner.Tests.Plans;

/// <summary>A leading planner without its loop: what it hears, the plan it would write, and that plan read back.</summary>
internal sealed class Steps
{
    public static readonly TimeSpan Ttl = TimeSpan.FromSeconds(3);
    private readonly SpreadTargets _targets;
    private readonly GroupPartitions[] _groups = [new("g", 4)];

    public Steps(int servingGroupDevices = 1)
    {
        _targets = new SpreadTargets(servingGroupDevices);
        View = new ClusterView(Ttl, Clock);
        View.CaughtUp();
    }

    public ManualClock Clock { get; } = new();

    public ClusterView View { get; }

    public IReadOnlyList<Directive> Directives { get; set; } = [];

    public long Term { get; set; } = 1;

    public void Hear(params WorkerHeartbeat[] beats) => Array.ForEach(beats, View.OnHeartbeat);

    /// <summary>The plan that would be written now, or null.</summary>
    public NextPlan? Next()
    {
        View.TakeLost(View.NowNs);
        var running = View.Plan;
        var target = _targets.Next(new TargetInputs(running, View.Snapshot(), _groups, Directives));
        return PlanStep.Next(running, Term, target, View.NextStep(PlanStep.ToMap(target, running), SpareRule.Of(running, Directives)), Directives);
    }

    /// <summary>Writes it and reads it back.</summary>
    public PlanRecord Publish()
    {
        var next = Next() ?? throw new InvalidOperationException("the running plan stands");
        var epoch = new Epoch(Term, View.Plan is { } running && running.Epoch.Term == Term ? running.Epoch.Number + 1 : 1);
        var plan = Beats.Plan(epoch, [.. next.Assignments]) with
        {
            Target = next.Target ?? [],
            HasTarget = next.Target is not null,
            Directives = next.Directives,
            Reason = next.Reason,
            ServingGroups = [.. next.ServingGroups.Select(g => g.Since == default ? g with { Since = epoch } : g)],
        };
        View.OnPlan(plan);
        return plan;
    }
}
