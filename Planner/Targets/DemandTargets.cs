using Shepherd.Core.Demand;
using Shepherd.Core.Herd;
using Shepherd.Core.Rebalancing;
using Shepherd.Planner.Demand;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Targets;

/// <summary>
/// Partitions follow the demand: looks at it every period, and at once when a worker comes, goes or can serve something else, a model group comes, an operator wishes something, or a stream bursts.
/// </summary>
internal sealed partial class DemandTargets(PlannerOptions options, DemandMeter meter, Func<IEnumerable<CatalogEntry>> catalog, TimeProvider clock, ILogger<DemandTargets> logger) : ITargetPlanner
{
    private const long NsPerTick = 100;

    // The loop looks, and operators ask what it would see: never both at once.
    private readonly Lock _lock = new();
    private readonly CostBook _costs = new();
    private readonly SeatBook _seats = new();
    private readonly RebalancingOptions _options = new() { PeriodS = options.PlanPeriod.TotalSeconds, DwellNs = options.Dwell.Ticks * NsPerTick };
    private string _seen = "";
    private long _lookedNs = long.MinValue;
    private string _told = "";

    /// <summary>What was said last, and under which plan: said again until there is a newer one, since a plan may not reach the broker.</summary>
    private (TargetPlan Plan, Epoch Under)? _last;

    public TargetPlan? Next(TargetInputs inputs)
    {
        lock (_lock)
            return Look(inputs);
    }

    /// <summary>What a look now would say, without taking it: null when the running target stands.</summary>
    public TargetPlan? Preview(TargetInputs inputs)
    {
        lock (_lock)
        {
            var serving = LeadChoice.Of(inputs.Running, inputs.Cluster, options.ServingGroupDevices);
            return ToPlan(inputs, serving, Rebalance(inputs, Supplies.Of(inputs.Cluster, serving, inputs.Directives)), "");
        }
    }

    private TargetPlan? Look(TargetInputs inputs)
    {
        _costs.Take(inputs.Cluster.Heartbeats);
        // With nobody there (or nobody heard, since the broker is away) the running plan stands: whoever comes back goes on.
        if (!inputs.Cluster.IsSettled || inputs.Cluster.Following.Count == 0)
            return null;
        var serving = LeadChoice.Of(inputs.Running, inputs.Cluster, options.ServingGroupDevices);
        var workers = Supplies.Of(inputs.Cluster, serving, inputs.Directives);
        var (seen, nowNs, hasBurst) = (Signature(inputs, serving, workers), meter.NowNs, meter.TakeBurst());
        var isDue = _lookedNs == long.MinValue || nowNs - _lookedNs >= options.PlanPeriod.Ticks * NsPerTick;
        if (seen == _seen && !isDue && !hasBurst && inputs.Wish is null)
            return _last is { } last && last.Under == (inputs.Running?.Epoch ?? default) ? last.Plan : null;
        // A look for another reason does not put off the next one of the period by much: the demand is looked at with it.
        (_seen, _lookedNs) = (seen, nowNs);
        var plan = Plan(inputs, serving, workers, hasBurst ? "a burst" : "");
        _last = plan is null ? null : (plan, inputs.Running?.Epoch ?? default);
        return plan;
    }

    private TargetPlan? Plan(TargetInputs inputs, List<ServingGroup> serving, List<WorkerSupply> workers, string cause)
    {
        var result = Rebalance(inputs, workers);
        Tell(result);
        return ToPlan(inputs, serving, result, cause);
    }

    private static TargetPlan? ToPlan(TargetInputs inputs, List<ServingGroup> serving, RebalancingResult result, string cause)
    {
        var (current, served) = (Assignments.Wanted(inputs.Running), inputs.Running?.ServingGroups ?? []);
        var target = Assignments.Group(result.Target.Select(p => new Ownership(p.Worker, p.Group, p.Partition)));
        if (Assignments.Same(target, current) && Assignments.Same(serving, served))
            return null;
        var reasons = new[] { inputs.Wish?.Reason ?? "", cause, TargetReason.Explain(current, served, target, serving, inputs.Cluster) }.Concat(result.Reasons).Concat(result.Refused);
        return new TargetPlan(target, serving, string.Join("; ", reasons.Where(r => r.Length > 0))) { Moves = result.Moves };
    }

    private RebalancingResult Rebalance(TargetInputs inputs, List<WorkerSupply> workers)
    {
        var (reading, entries, nowNs) = (meter.Reading, catalog().ToList(), meter.NowNs);
        var age = inputs.Running is { } plan ? (clock.GetUtcNow() - plan.CreatedAt).Ticks * NsPerTick : 0;
        var directives = inputs.Directives;
        return Rebalancer.Plan(
            new RebalancingProblem([.. inputs.Groups.Select(g => ToNeed(g, reading, entries, directives))], workers, _seats.Follow(inputs.Running, nowNs, age), nowNs)
            {
                Pins = [.. directives.Where(d => d.Kind == DirectiveKind.Pin).Select(d => new GroupPin(d.Subject, d.Workers))],
                Sizes = [.. directives.Where(d => d.Kind == DirectiveKind.Rescale).Select(d => new GroupSize(d.Subject, d.Devices))],
                IsWished = inputs.Wish is not null,
            },
            _options);
    }

    private GroupNeed ToNeed(GroupPartitions group, DemandReading reading, List<CatalogEntry> entries, IReadOnlyList<Directive> directives) => new(group.Group, group.Partitions)
    {
        RateRps = reading.Find(group.Group)?.ForecastRps,
        Cv = reading.Find(group.Group)?.Cv ?? 1,
        Costs = _costs.Costs(group.Group, entries),
        ModelBytes = _costs.ModelBytes(group.Group),
        LoadMs = _costs.LoadMs(group.Group),
        IsPaused = directives.Any(d => d.Kind == DirectiveKind.Pause && d.Subject == group.Group),
    };

    /// <summary>All but demand that bears on who owns what: another one is looked at at once.</summary>
    private static string Signature(TargetInputs inputs, List<ServingGroup> serving, List<WorkerSupply> workers) => string.Join('\n',
    [
        .. workers.Select(w => $"{w.Worker} {w.Kind} {w.Devices} {w.MemoryBytes} {w.IsCordoned} {w.IsLeaving} [{string.Join(' ', w.Warm)}] [{string.Join(' ', w.Cold)}] [{string.Join(' ', w.Refused)}]"),
        .. serving.Select(s => $"{s.Lead} {s.Since} {string.Join(' ', s.Peers)}"),
        .. inputs.Groups.Select(g => $"{g.Group} {g.Partitions}"),
        .. inputs.Directives.Select(d => $"{d.Kind} {d.Subject} {d.Devices} {string.Join(' ', d.Workers)}"),
    ]);

    private void Tell(RebalancingResult result)
    {
        var told = string.Join("; ", [.. result.Refused, result.Held]);
        if (told == _told)
            return;
        _told = told;
        foreach (var refused in result.Refused)
            LogRefused(refused);
        if (result.Held.Length > 0)
            LogHeld(result.Held);
    }

    [LoggerMessage(1, LogLevel.Warning, "Refused: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(2, LogLevel.Information, "Load moves nothing for now: {Reason}")]
    private partial void LogHeld(string reason);
}
