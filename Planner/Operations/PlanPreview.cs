using Shepherd.Core.Herd;
using Shepherd.Planner.Cluster;
using Shepherd.Planner.Http.Replies;
using Shepherd.Planner.Operations.Commands;
using Shepherd.Planner.Operations.Facts;
using Shepherd.Planner.Targets;

namespace Shepherd.Planner.Operations;

/// <summary>Asks the target planner about the cluster as it is: neither it nor the plan is changed by that.</summary>
internal sealed class PlanPreview(PlannerOptions options, Func<TargetInputs, TargetPlan?> look, TimeProvider clock) : IPlanPreview
{
    public Task<DryRunReply> PreviewAsync(ClusterFacts facts, CancellationToken cancellationToken)
    {
        var view = new ClusterView(options.WorkerTtl, clock);
        if (facts.Plan is { } plan)
            view.OnPlan(plan);
        view.CaughtUp();
        foreach (var worker in facts.Workers)
            view.OnHeartbeat(worker.Beat);
        var groups = facts.Groups.Where(g => g.Partitions > 0).Select(g => new GroupPartitions(g.Group, g.Partitions)).ToList();
        var next = look(new TargetInputs(facts.Plan, view.Snapshot(), groups, facts.Directives));
        return Task.FromResult(next is null
            ? new DryRunReply(false, "the plan in force stands", [], ReplyMapping.ToReplies(facts.Target))
            : new DryRunReply(true, next.Reason, [.. PlanCommands.Moves(facts.Target, next.Target)], ReplyMapping.ToReplies(next.Target)));
    }
}
