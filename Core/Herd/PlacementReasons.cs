using Shepherd.Core.Planning;
using Shepherd.Core.Primitives;
using static System.FormattableString;

namespace Shepherd.Core.Herd;

/// <summary>Why a stream has no place on any type, with what would help.</summary>
internal static class PlacementReasons
{
    private const double Gb = 1e9;

    /// <summary>Models whose batches are explained; more would hide the rest.</summary>
    private const int BatchesMax = 8;

    /// <summary>Of devices whose models nobody asks for.</summary>
    public static string Idle(int models) => $"nothing is asked of its {Counted.Of(models, "model")}, kept where the first request finds {(models == 1 ? "it" : "them")}; there is no burst that it could not take";

    /// <summary>Why a group's models run with the batches that they do.</summary>
    public static string Batches(PlanningProblem problem, IReadOnlyList<StreamAggregate> aggregates, PoolGroup group, Func<int, int> batchOf)
    {
        var models = PlanBuilder.ModelsOf(aggregates, group);
        var texts = models.Take(BatchesMax).Select(model =>
        {
            // The lane's batch is the largest that any stream of the model wants: that of the loosest SLO.
            var sloNs = aggregates.Where(a => a.Model == model && a.Capacities[group.Pool]?.Batch == batchOf(model)).Select(a => a.SloNs).DefaultIfEmpty(1).Max();
            return BatchReason.Of(problem, model, group.Pool, 100, batchOf(model), sloNs);
        });
        return string.Join("; ", texts) + (models.Count > BatchesMax ? Invariant($"; {models.Count - BatchesMax} more alike") : "");
    }

    /// <summary>Of an aggregate that no type serves.</summary>
    public static string NoCapacity(PlanningProblem problem, StreamAggregate aggregate)
    {
        var name = problem.Models[aggregate.Model].Name;
        var pools = Enumerable.Range(0, problem.Devices.Count).Where(p => problem.Devices[p].Count > 0).ToList();
        var needs = pools.Select(p => (Pool: p, Need: problem.Estimator.Estimate(aggregate.Model, p, 1))).Where(n => n.Need is not null).ToList();
        if (needs.Count == 0)
            return $"model '{name}' is not known to run on {string.Join(", ", pools.Select(p => problem.Devices[p].Type.Name))}: give its profile for one of them, or a device type that it runs on";
        var fitting = needs.Where(n => n.Need!.Value.MemoryBytes <= problem.Devices[n.Pool].Type.MemoryBytes).ToList();
        if (fitting.Count == 0)
        {
            var (most, least) = (needs.Max(n => problem.Devices[n.Pool].Type.MemoryBytes), needs.Min(n => n.Need!.Value.MemoryBytes));
            return Invariant($"model '{name}' needs {least / Gb:0.00} GB for a batch of one, more than any device it runs on has ({most / Gb:0.00} GB): add a device type with more memory");
        }

        var quickest = fitting.OrderBy(n => n.Need!.Value.DurationNs).ThenBy(n => n.Pool).First();
        return Invariant($"a batch of one of model '{name}' takes {quickest.Need!.Value.DurationNs / 1e6:0.###} ms on {problem.Devices[quickest.Pool].Type.Name}, past the SLO of {aggregate.SloNs / 1e6:0.###} ms: raise the SLO or add a quicker type");
    }

    /// <summary>Of an aggregate that a type would serve, had it room.</summary>
    public static string NoRoom(PlanningProblem problem, StreamAggregate aggregate) =>
        $"no capacity left: the memory of {Counted.Of(problem.DeviceCount, "device")} holds models that answer more requests than '{problem.Models[aggregate.Model].Name}' for what they take: add devices, or devices with more memory";
}
