using Microsoft.AspNetCore.Http.HttpResults;
using Shepherd.Planner.Backlog;
using Shepherd.Planner.Http.Replies;
using Shepherd.Planner.Operations;
using Shepherd.Planner.Operations.Facts;
using Shepherd.Planner.Operations.Rescaling;
using Shepherd.Schemas;

namespace Shepherd.Planner.Http.Endpoints;

/// <summary>What is so: from any planner, leading or not.</summary>
internal sealed class ReadEndpoints(PlannerOptions options, IClusterFacts cluster, ILeadership leadership, BacklogBook backlog, RescaleBook rescales, IPlanPreview preview)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var reads = routes.MapGroup("/v1").WithTags("state");
        reads.MapGet("/status", (CancellationToken stop) => LookAsync(Status, stop)).WithName("status");
        reads.MapGet("/workers", (CancellationToken stop) => LookAsync(ReplyMapping.Workers, stop)).WithName("workers");
        reads.MapGet("/groups", (CancellationToken stop) => LookAsync(f => ReplyMapping.Groups(f, backlog.Current), stop)).WithName("groups");
        reads.MapGet("/backlog", (CancellationToken stop) => LookAsync(f => f.Groups.Select(g => ReplyMapping.Backlog(g.Group, backlog.Current)).ToList(), stop)).WithName("backlog");
        reads.MapGet("/backlog/{group}", GroupBacklogAsync).WithName("group-backlog");
        reads.MapGet("/plan", (CancellationToken stop) => PlanAsync("", stop)).WithName("plan");
        reads.MapGet("/plan/next", DryRunAsync).WithName("plan-next");
        reads.MapGet("/plans", (CancellationToken stop) => LookAsync(_ => cluster.History.All.Reverse().Select(p => new PlanSummary(p.Epoch.ToString(), p.CreatedAt, p.Reason)).ToList(), stop)).WithName("plans");
        reads.MapGet("/plans/{epoch}", PlanAsync).WithName("earlier-plan");
        reads.MapGet("/rescales", () => rescales.All.Select(r => r.ToReply())).WithName("rescales");
        reads.MapGet("/rescales/{id:guid}", FindRescale).WithName("one-rescale");
    }

    private StatusReply Status(ClusterFacts facts) => new(
        options.Name,
        leadership.IsLeading,
        leadership.Leader,
        facts.Plan?.Epoch.ToString() ?? "",
        facts.Plan?.CreatedAt,
        facts.Plan?.Reason ?? "",
        ReplyMapping.Workers(facts),
        ReplyMapping.Groups(facts, backlog.Current),
        [.. PlannedMove.Of(facts).Select(m => m.ToReply())],
        [.. facts.Directives.Select(d => d.ToReply())],
        [.. rescales.All.Select(r => r.ToReply())]);

    private async Task<Results<Ok<BacklogReply>, ProblemHttpResult>> GroupBacklogAsync(string group, CancellationToken stop)
    {
        var facts = await cluster.LookAsync(stop);
        if (facts.Missing.Length > 0)
            return Problems.Unknown(facts.Missing);
        return facts.Groups.Any(g => g.Group == group)
            ? TypedResults.Ok(ReplyMapping.Backlog(group, backlog.Current))
            : Problems.Of(StatusCodes.Status404NotFound, "not found", $"there is no model group '{group}'");
    }

    private async Task<Results<Ok<PlanReply>, ProblemHttpResult>> PlanAsync(string epoch, CancellationToken stop)
    {
        var facts = await cluster.LookAsync(stop);
        if (facts.Missing.Length > 0)
            return Problems.Unknown(facts.Missing);
        if (epoch.Length == 0)
            return facts.Plan is { } running ? TypedResults.Ok(running.ToReply()) : Problems.Of(StatusCodes.Status404NotFound, "no plan", "there is no plan yet: has a worker started?");
        if (!Epoch.TryParse(epoch, out var wanted))
            return Problems.Of(StatusCodes.Status400BadRequest, "not a plan", $"'{epoch}' is not an epoch: it is term.number");
        return cluster.History.Find(wanted) is { } plan
            ? TypedResults.Ok(plan.ToReply())
            : Problems.Of(StatusCodes.Status404NotFound, "not found", $"this planner keeps no plan {epoch}: it keeps the last {PlanHistory.KeptMax}, as far as the plan topic held them when it started");
    }

    private async Task<Results<Ok<DryRunReply>, ProblemHttpResult>> DryRunAsync(CancellationToken stop)
    {
        var facts = await cluster.LookAsync(stop);
        if (facts.Missing.Length > 0)
            return Problems.Unknown(facts.Missing);
        return TypedResults.Ok(await preview.PreviewAsync(facts, stop));
    }

    private Results<Ok<RescaleReply>, ProblemHttpResult> FindRescale(Guid id) => rescales.Find(id) is { } view
        ? TypedResults.Ok(view.ToReply())
        : Problems.Of(StatusCodes.Status404NotFound, "not found", $"this planner follows no rescale {id}: it keeps those since it leads, those that it took over, and {RescaleBook.EndedMax} that ended");

    private async Task<Results<Ok<T>, ProblemHttpResult>> LookAsync<T>(Func<ClusterFacts, T> show, CancellationToken stop)
    {
        var facts = await cluster.LookAsync(stop);
        return facts.Missing.Length > 0 ? Problems.Unknown(facts.Missing) : TypedResults.Ok(show(facts));
    }
}
