using Shepherd.Core.Rebalancing;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Targets;

/// <summary>What requests of each model group take on each kind of device, what its models weigh and how long they load: as heartbeats tell it, remembered when nobody tells it any more.</summary>
internal sealed class CostBook
{
    /// <summary>Part of a new measurement in what is reckoned with: one odd batch does not move partitions.</summary>
    private const double NewShare = 0.3;

    private readonly SortedDictionary<(string Group, string Kind), double> _requestMs = [];
    private readonly SortedDictionary<string, long> _bytes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, double> _loadMs = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _told = new(StringComparer.Ordinal);

    /// <summary>Takes what heartbeats say; one that was taken already is no news.</summary>
    public void Take(IEnumerable<WorkerHeartbeat> heartbeats)
    {
        foreach (var beat in heartbeats)
        {
            if (_told.GetValueOrDefault(beat.Worker) == beat.Sequence)
                continue;
            _told[beat.Worker] = beat.Sequence;
            foreach (var load in beat.GroupLoads)
            {
                if (load.RequestDeviceMs > 0 && double.IsFinite(load.RequestDeviceMs))
                    Blend((load.Group, DeviceKind.Of(beat.Devices)), load.RequestDeviceMs);
                if (load.ModelBytes > 0)
                    _bytes[load.Group] = load.ModelBytes;
                if (load.LoadMs > 0 && double.IsFinite(load.LoadMs))
                    _loadMs[load.Group] = load.LoadMs;
            }
        }
    }

    /// <summary>By kind of device; what nobody measured while serving is taken from the catalog's profiles.</summary>
    public IReadOnlyList<KindCost> Costs(string group, IEnumerable<CatalogEntry> catalog)
    {
        var costs = _requestMs.Where(c => c.Key.Group == group).Select(c => new KindCost(c.Key.Kind, c.Value)).ToList();
        var profiled = catalog.Where(e => e.Group == group).SelectMany(e => e.Profiles.Select(p => (Kind: p.Device, Ms: RequestMs(p, e.SloMs)))).Where(p => p.Ms > 0);
        costs.AddRange(profiled.GroupBy(p => p.Kind).Where(k => costs.TrueForAll(c => c.Kind != k.Key)).OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => new KindCost(k.Key, k.Average(p => p.Ms))));
        return costs;
    }

    /// <summary>Device memory of its models; 0: not known.</summary>
    public long ModelBytes(string group) => _bytes.GetValueOrDefault(group);

    /// <summary>Time to load and warm its models; 0: not known.</summary>
    public double LoadMs(string group) => _loadMs.GetValueOrDefault(group);

    /// <summary>Time of the device for one request in the batch that is the most efficient of those that leave half of the SLO to wait in.</summary>
    private static double RequestMs(CatalogProfile profile, int sloMs) =>
        profile.Buckets.SelectMany(b => b.Batches).Where(b => b.Batch > 0 && (b.Batch == 1 || 2 * b.HighMs <= sloMs)).Select(b => b.P50Ms / b.Batch).DefaultIfEmpty(0).Min();

    private void Blend((string, string) key, double ms) => _requestMs[key] = _requestMs.TryGetValue(key, out var before) ? before + (NewShare * (ms - before)) : ms;
}
