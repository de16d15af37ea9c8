using Shepherd.Core.Herd;
using Shepherd.Planner.Demand;
using Shepherd.Planner.Targets;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Backlog;

/// <summary>Puts the backlog together from offsets and heartbeats, once a second at most.</summary>
internal sealed class BacklogReckoner(BacklogBook book, DemandMeter meter, Func<IEnumerable<CatalogEntry>> catalog, TimeProvider clock)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly CostBook _costs = new();

    /// <summary>Writes a new backlog where the last one is a second old.</summary>
    public void Follow(TargetInputs inputs)
    {
        _costs.Take(inputs.Cluster.Heartbeats);
        var now = clock.GetUtcNow();
        if (now - book.Current.At < Pace)
            return;
        var (reading, offsets, entries) = (meter.Reading, meter.Offsets, catalog().ToList());
        book.Current = new BacklogView(now, [.. inputs.Groups.OrderBy(g => g.Group, StringComparer.Ordinal).Select(g =>
        {
            var demand = reading.Find(g.Group);
            return Of(g, inputs, offsets.FirstOrDefault(o => o.Group == g.Group), Cost(g.Group, entries)) with { ArrivalRps = demand?.RateRps, ForecastRps = demand?.ForecastRps, Cv = demand?.Cv };
        })]);
    }

    private double? Cost(string group, List<CatalogEntry> entries) => _costs.Costs(group, entries) is { Count: > 0 } costs ? costs.Average(c => c.RequestMs) : null;

    private static GroupBacklog Of(GroupPartitions group, TargetInputs inputs, OffsetReading? offsets, double? requestMs)
    {
        var loads = inputs.Cluster.Heartbeats.SelectMany(b => b.GroupLoads.Where(l => l.Group == group.Group)).ToList();
        var queued = loads.Sum(l => (long)l.Queued);
        var owners = Assignments.Wanted(inputs.Running).Where(a => a.Group == group.Group).Select(a => a.Worker)
            .Concat(inputs.Cluster.Heartbeats.Where(b => b.Owned.Any(o => o.Group == group.Group)).Select(b => b.Worker)).ToHashSet(StringComparer.Ordinal);
        owners.UnionWith((inputs.Running?.ServingGroups ?? []).Where(s => owners.Contains(s.Lead)).SelectMany(s => s.Peers.Select(p => p.Worker)).ToList());
        return new GroupBacklog(group.Group)
        {
            LagRecords = offsets?.LagRecords,
            QueuedRecords = queued,
            // The lag holds what workers have queued, for which they know better what it takes.
            DeviceS = offsets?.LagRecords is { } lag && (requestMs is not null || lag == 0) ? ((Math.Max(0, lag - queued) * (requestMs ?? 0)) + loads.Sum(l => l.QueuedDeviceMs)) / 1e3 : null,
            OldestSlackMs = loads.Min(l => l.OldestSlackMs),
            Devices = inputs.Cluster.Heartbeats.Where(b => owners.Contains(b.Worker)).Sum(b => b.Devices.Count),
            RequestDeviceMs = requestMs,
            Missing =
            [
                .. (offsets is null ? (string[])["offsets were not read yet"] : offsets.Fault.Length > 0 ? [offsets.Fault] : []),
                .. (requestMs is null ? (string[])["no request was measured and no profile is known"] : []),
            ],
        };
    }
}
