using Shepherd.Core.Planning;
using Shepherd.Core.Planning.Replicas;
using Shepherd.Core.Primitives;

namespace Shepherd.Core.Usher.Scheduling;

/// <summary>Makes a plan of a draft, and says why it is as it is.</summary>
internal static class UsherReport
{
    /// <param name="method">Name of the planner.</param>
    /// <param name="draft">What was decided.</param>
    /// <param name="needs">Configurations.</param>
    /// <param name="options">Options of the planner.</param>
    /// <param name="numbers">Number of each of the draft's devices in the plan.</param>
    /// <param name="whyMoved">What decided between the running plan and this one, or null.</param>
    public static PlacementPlan Write(string method, PlanDraft draft, UsherNeeds needs, UsherOptions options, int[] numbers, string? whyMoved)
    {
        var (lanes, replicas) = (new List<PlacedLane>(), draft.Units.Select(_ => new List<(int Device, Replica Replica)>()).ToArray());
        for (var device = 0; device < draft.Board.Count; device++)
        {
            var slowdown = draft.Board.On(device).Count > 1 ? needs.NeighbourSlowdown : 1;
            foreach (var replica in draft.Board.On(device))
            {
                var point = replica.Point;
                lanes.Add(new PlacedLane(
                    numbers[device], point.ComputePpm, [new LaneModel(replica.Unit.Model, point.Batch, point.DurationNs)], [new UnitCapacity(replica.Unit, point.CapacityRps(replica.Unit.SloNs, slowdown))]));
                replicas[replica.Unit.Index].Add((device, replica));
            }
        }

        var reasons = new List<PlanReason>();
        if (whyMoved is not null)
            reasons.Add(new PlanReason("plan", whyMoved));
        reasons.AddRange(draft.Units.Where(u => replicas[u.Index].Count > 0).Select(u => new PlanReason("model " + u.Name, Describe(draft, options, u, replicas[u.Index]))));
        return LanePlan.Write(method, draft.Problem, draft.Units, lanes, u => WhyUnplaced(draft, needs, u, replicas[u.Index].Count), reasons);
    }

    private static string Describe(PlanDraft draft, UsherOptions options, DemandUnit unit, List<(int Device, Replica Replica)> replicas)
    {
        var kinds = replicas.GroupBy(r => r.Replica.Point).Select(g => FormattableString.Invariant(
            $"{g.Count()} × batch {g.Key.Batch} on {draft.Board.Types[g.Key.Pool].Name} at {RunPoint.ToPercent(g.Key.ComputePpm):0.#} % compute and {g.Key.MemoryBytes / 1e9:0.##} GB ({g.Key.MemoryPpm / 1e4:0.#} %), {g.Key.DurationNs / 1e6:0.###} ms a batch, {g.First().Replica.CapacityRps:0.#} requests/s each"));
        var first = replicas[0].Replica.Point;
        var kind = PlacementOrder.ClassOf(first.ComputePpm, first.MemoryPpm, options.ClassRatio) switch
        {
            NeedClass.ComputeHeavy => "C-heavy",
            NeedClass.MemoryHeavy => "M-heavy",
            _ => "balanced",
        };
        return FormattableString.Invariant(
            $"{kind} (Creq ÷ Mreq {(double)first.ComputePpm / first.MemoryPpm:0.##}); {string.Join("; ", kinds)}, for {unit.RateRps:0.#} requests/s planned as {draft.PlanRps[unit.Index]:0.#} within {unit.SloNs / 1e6:0.###} ms; {draft.Notes[unit.Index] ?? (draft.Kept > 0 ? "runs already" : "has spare devices only")}{(unit.RateRps == 0 ? "; nothing is asked of it: it is kept where the first request finds it" : "")}");
    }

    private static string WhyUnplaced(PlanDraft draft, UsherNeeds needs, DemandUnit unit, int replicas)
    {
        if (needs.FindFault(unit) is { } fault)
            return fault;
        var missingRps = Math.Max(unit.RateRps - draft.CapacityRps(unit.Index), Math.Min(unit.RateRps, 1));
        var options = needs.Undominated(unit, Math.Max(missingRps, unit.PlanRps(0) - unit.RateRps), missingRps);
        if (options.Count == 0)
            options = needs.Undominated(unit, unit.PlanRps(0), unit.RateRps);
        if (options.Count == 0)
            return FormattableString.Invariant($"{unit.RateRps:0.#} requests/s would take more than {DevicePool.CountMax} replicas; is the rate right?");
        var least = options.MinBy(o => o.WidestDevices)!;
        return FormattableString.Invariant(
            $"no device has room left: {Counted.Of(replicas, "replica")} with a place, for {Math.Min(unit.RateRps, draft.CapacityRps(unit.Index)):0.#} of {unit.RateRps:0.#} requests/s; the rest needs {least.Replicas} of batch {least.Point.Batch}, each {RunPoint.ToPercent(least.Point.ComputePpm):0.#} % of a {draft.Board.Types[least.Point.Pool].Name} and {least.Point.MemoryBytes / 1e9:0.##} GB: about {Math.Max(1, Math.Ceiling(least.WidestDevices)):0} more devices of that type would do");
    }
}
