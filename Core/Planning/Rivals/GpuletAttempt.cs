using Shepherd.Core.Planning.Replicas;
using Shepherd.Core.Primitives;

namespace Shepherd.Core.Planning.Rivals;

/// <summary>GPUlet's elastic partitioning for one problem.</summary>
internal sealed class GpuletAttempt(RivalProblem rival) : IRivalAttempt
{
    /// <summary>Partitions with room in their cycle that a rest looks at: the fullest first, and enough to find one if there is.</summary>
    private const int SharesTried = 64;

    private readonly GpuletTable _table = new(rival);
    private readonly IReadOnlyList<int> _pools = rival.Problem.PoolOfDevices();

    public RivalDraft Attempt(IReadOnlyList<double> rates, bool byEfficiency)
    {
        var (board, draft) = (new GpuletBoard(rival.Problem, _pools), new RivalDraft());
        var units = Enumerable.Range(0, rates.Count);
        var order = byEfficiency ? units.OrderByDescending(Efficiency).ThenBy(u => u) : units.OrderByDescending(u => rates[u]).ThenBy(u => u);
        foreach (var unit in order)
        {
            var left = rates[unit];
            while (left > 1e-9 * rates[unit] && Place(board, unit, left) is > 0 and var placed)
                left -= placed;
            draft.IsComplete &= left <= 1e-9 * rates[unit];
        }

        var partitions = new int[rates.Count];
        foreach (var tenant in board.All.SelectMany(g => g.Tenants))
            partitions[tenant.Position]++;
        foreach (var gpulet in board.All)
        {
            var type = rival.Problem.Devices[_pools[gpulet.Device]].Type.Name;
            var tenants = gpulet.Tenants.OrderBy(t => t.Position).ToList();
            draft.Lanes.Add(new PlacedLane(
                gpulet.Device,
                RunPoint.ToPpm(gpulet.Percent),
                [.. tenants.Select(t => new LaneModel(t.Unit.Model, t.Batch, rival.Problem.Estimator.DurationNs(t.Unit.Model, _pools[gpulet.Device], t.Batch, gpulet.Percent)))],
                [.. tenants.Select(t => new UnitCapacity(t.Unit, t.Rps))]));
            foreach (var tenant in tenants.Where(t => !draft.Notes.ContainsKey(t.Unit.Index)))
            {
                draft.Notes.Add(tenant.Unit.Index, FormattableString.Invariant(
                    $"{Batch(gpulet, tenant)}; on {gpulet.Percent} % of a {type}{(tenants.Count > 1 ? $", whose time {tenants.Count} models share" : "")}: {tenant.Rps:0.#} requests/s; {Counted.Of(partitions[tenant.Position], "partition")} with it, of its knee or the least that does for the rest of its rate"));
            }
        }

        return draft;
    }

    /// <summary>Alone the batch with the most goodput; in a cycle what arrives in one.</summary>
    private string Batch(Gpulet gpulet, Tenant tenant) => gpulet.Tenants.Count > 1
        ? FormattableString.Invariant($"'{rival.Problem.Models[tenant.Unit.Model].Name}' in batches of {tenant.Batch}, {tenant.DurationNs / 1e6:0.###} ms: what arrives in one duty cycle")
        : BatchReason.Of(rival.Problem, tenant.Unit.Model, _pools[gpulet.Device], gpulet.Percent, tenant.Batch, tenant.Unit.SloNs, _table.Slowdown(gpulet.Percent));

    public string WhyUnplaced(DemandUnit unit) => "no device has a partition left that is large enough, and none has time for it within its duty cycle; add devices";

    private double Efficiency(int unit) => Enumerable.Range(0, rival.Problem.Devices.Count)
        .Max(p => _table.Knee(unit, p) is >= 0 and var knee ? _table.Of(unit, p, knee).Rps / GpuletTable.Sizes[knee] / rival.PoolCost[p] : 0);

    /// <summary>One partition, or a share of one.</summary>
    /// <returns>Requests per second that it takes; 0 where there is no place.</returns>
    private double Place(GpuletBoard board, int unit, double left)
    {
        var ideals = Enumerable.Range(0, rival.Problem.Devices.Count).Select(p => (Pool: p, Size: Ideal(unit, p, left))).Where(i => i.Size >= 0)
            .OrderBy(i => rival.PoolCost[i.Pool] * GpuletTable.Sizes[i.Size] / Math.Min(left, _table.Of(unit, i.Pool, i.Size).Rps)).ThenBy(i => i.Pool).ToArray();
        foreach (var (pool, size) in ideals)
        {
            if (_table.Of(unit, pool, size).Rps > left && TryShare(board, unit, pool, left))
                return left;
        }

        foreach (var (pool, size) in ideals)
        {
            // The smallest free partition that is large enough, and in the order of need smaller ones where no device has that much left.
            for (var tried = size; tried >= 0; tried--)
            {
                if (_table.Of(unit, pool, tried).Rps > 0 && TryOpen(board, unit, pool, tried, left) is > 0 and var rps)
                    return Math.Min(left, rps);
            }
        }

        return 0;
    }

    private int Ideal(int unit, int pool, double left)
    {
        var (knee, required) = (_table.Knee(unit, pool), _table.Required(unit, pool, left));
        return required < 0 ? knee : Math.Min(knee, required);
    }

    private double TryOpen(GpuletBoard board, int unit, int pool, int size, double left)
    {
        var (point, _) = _table.Of(unit, pool, size);
        if (board.Find(pool, GpuletTable.Sizes[size], point.MemoryBytes) is not { } place)
            return 0;

        // What is left of a device that has a partition already goes to the second whole.
        var (best, rps) = _table.Of(unit, pool, GpuletTable.Sizes.ToList().IndexOf(place.Percent));
        if (rps <= 0 || !board.HasMemory(place.Device, best.MemoryBytes))
            return 0;
        var slowdown = _table.Slowdown(place.Percent);
        board.Open(place.Device, place.Percent, TenantOf(unit, pool, Math.Min(left, rps), best.Batch, (long)(best.DurationNs * slowdown), rps));
        return rps;
    }

    private bool TryShare(GpuletBoard board, int unit, int pool, double left)
    {
        var tried = 0;
        foreach (var gpulet in board.Shareable(pool))
        {
            if (tried++ == SharesTried)
                return false;
            if (gpulet.Tenants.Any(t => t.Unit.Model == rival.Units[unit].Model))
                continue;
            var guest = TenantOf(unit, pool, left, 1, 0, left);
            var memory = gpulet.BytesWith(guest) - gpulet.MemoryBytes;
            if (!board.HasMemory(gpulet.Device, memory) || gpulet.Cycle(guest, (t, b) => Duration(t, pool, b, gpulet.Percent)) is not { } cycle)
                continue;
            board.Share(gpulet, cycle);
            return true;
        }

        return false;
    }

    private long Duration(Tenant tenant, int pool, int batch, int percent) =>
        rival.Problem.Estimator.Estimate(tenant.Unit.Model, pool, batch) is { } need && need.WorkBytes <= tenant.WorkBytes
            ? (long)(rival.Problem.Estimator.DurationNs(tenant.Unit.Model, pool, batch, percent) * _table.Slowdown(percent))
            : 0;

    /// <summary>Its work memory is that of its largest batch of use: in a shared cycle it may need another than alone.</summary>
    private Tenant TenantOf(int unit, int pool, double wantedRps, int batch, long durationNs, double rps)
    {
        var of = rival.Units[unit];
        var maxBatch = Math.Min(NeedTable.BatchMax, rival.Problem.Models[of.Model].MaxBatch);

        // A cycle is shorter than the SLO, so that no batch of it holds more than what arrives within that.
        var most = (int)Math.Clamp(Math.Ceiling(wantedRps * of.SloNs / 1e9), batch, Math.Max(batch, maxBatch));
        var need = rival.Problem.Estimator.Estimate(of.Model, pool, batch)!.Value;
        var largest = rival.Problem.Estimator.Estimate(of.Model, pool, rps > wantedRps || durationNs == 0 ? most : batch) ?? need;
        return new Tenant(of, unit, wantedRps, batch, durationNs, rps, maxBatch, need.WeightBytes, Math.Max(need.WorkBytes, largest.WorkBytes));
    }
}
