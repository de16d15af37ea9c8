using Shepherd.Client.Cluster;
using Shepherd.Client.Control;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Operations.Facts;

/// <summary>
/// Reads the control topics for operators, beside the planning loop and whoever leads: a planner that follows shows the same as one that leads, and nobody who looks holds up a hand-over.
/// Fails, and so ends the host, when the topics can no longer be read.
/// </summary>
internal sealed class ClusterWatch(PlannerOptions options, DirectiveBook book, TimeProvider clock, ILogger<ClusterWatch> logger) : BackgroundService, IClusterFacts
{
    private readonly PlanSignal _changed = new();
    private volatile ClusterReader? _reader;
    private volatile PlanLog? _plans;

    public PlanHistory History { get; } = new();

    /// <summary>The newest claim; null before the first.</summary>
    public PlanClaim? Claim => _plans?.View.Claim;

    /// <summary>The plan in force; null before the first.</summary>
    public PlanRecord? Plan => _plans?.Plan;

    public async Task<ClusterFacts> LookAsync(CancellationToken cancellationToken)
    {
        if (_reader is not { } reader || _plans is not { CaughtUp.IsCompletedSuccessfully: true } plans)
            return new ClusterFacts(null, [], [], []) { Missing = $"the control topics {options.Kafka.Topics.Prefix}.control.* are not read yet: is Kafka reachable at {options.Kafka.BootstrapServers}?" };
        var status = await reader.GetStatusAsync(cancellationToken);
        var plan = plans.Plan;
        var groups = status.Models.Values.Select(m => m.Group)
            .Concat((plan?.Assignments ?? []).Concat(plan?.Target ?? []).Select(a => a.Group))
            .Concat(status.Workers.SelectMany(w => w.Groups.Concat(w.ColdGroups)))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        return new ClusterFacts(
            plan,
            [.. status.Workers.Select(w => new WorkerFacts(w, status.HeartbeatAges[w.Worker]))],
            [.. groups.Select(g => new GroupFacts(g, status.Partitions.GetValueOrDefault(g), [.. status.Models.Values.Where(m => m.Group == g).Select(m => m.Model)]))],
            // What was just commanded is in force before a plan says so; who follows knows the plan's only.
            book.InForce is { Count: > 0 } inForce ? inForce : plan?.Directives ?? []);
    }

    public async Task<PlanRecord> WaitForPlanAsync(IReadOnlyList<Directive> directives, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Asked for before looking: a plan in between is not missed.
            var changed = _changed.Next;
            if (Plan is { } plan && plan.Directives.SequenceEqual(directives, DirectiveEquality.Instance))
                return plan;
            await changed.WaitAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await BrokerConnection.WaitAsync(options.Kafka, options.ConnectTimeout, logger, stoppingToken);
        using var reader = new ClusterReader(options.Kafka, options.WorkerTtl, logger, clock);
        using var plans = new PlanLog(options.Kafka, logger, OnPlan);
        (_reader, _plans) = (reader, plans);
        _changed.Raise();
        try
        {
            await await Task.WhenAny(reader.Completion, plans.Completion).WaitAsync(stoppingToken);
        }
        finally
        {
            (_reader, _plans) = (null, null);
        }
    }

    /// <summary>Of every plan that counted, from the beginning of the topic: so that one can go back to plans of a leader before.</summary>
    private void OnPlan(PlanLogView view)
    {
        if (view.Plan is { } plan)
            History.Add(plan);
        _changed.Raise();
    }
}
