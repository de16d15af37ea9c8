using Shepherd.Core.Planning;
using Shepherd.Core.Planning.Replicas;

namespace Shepherd.Core.Usher.Scheduling;

/// <summary>
/// Places what is wanted, group after group (USHER §3.3). A unit that got less than it wants, as where the best type ran out, comes again in the next round with the rest of its demand. Where
/// devices do not suffice for all, those units come first that give the most requests per second for a part of a device: the order is ours, USHER's is not known.
/// </summary>
internal sealed class PlacementRounds(PlanDraft draft, UsherNeeds needs, IReadOnlyList<double> worth, IReadOnlyList<double> poolCost, UsherOptions options)
{
    /// <summary>Steps that a group may take however many groups there are.</summary>
    private const long StepsMin = 20_000;

    /// <summary>Steps for the options that others dominate: enough to see all of most groups of three, and what they win is little.</summary>
    private const long AllStepsMax = 200_000;

    /// <summary>Rounds that a unit may take part in, besides one per pool.</summary>
    private const int ExtraTries = 2;

    private readonly List<ReplicaOption>?[] _options = new List<ReplicaOption>?[draft.Units.Count];
    private readonly int[] _tries = new int[draft.Units.Count];
    private long _stepsLeft = options.StepsFor(draft.Units.Count) / 2;

    public void Run()
    {
        while (Admitted(out var isScarce) is { Count: > 0 } admitted)
        {
            var groups = ModelGrouping.Of([.. admitted.Select(Surplus)], options.GroupModels, options.UsesClasses).Select(g => g.Select(i => admitted[i]).ToList()).ToList();
            var order = options.Sorts ? groups.OrderByDescending(g => (isScarce ? g.Sum(draft.MissingRps) : 1) * (isScarce ? 1 / g.Sum(LeastUse) : g.Sum(LeastUse))).ThenBy(g => g[0]).ToList() : groups;
            for (var i = 0; i < order.Count; i++)
                Place(order[i], isScarce, Math.Max(StepsMin, _stepsLeft / (order.Count - i)));
        }
    }

    /// <summary>Units that want more and may have it, by index; where their least needs exceed the room, those that give the most for it.</summary>
    private List<int> Admitted(out bool isScarce)
    {
        var wanting = new List<int>();
        for (var unit = 0; unit < draft.Units.Count; unit++)
        {
            if (draft.MissingRps(unit) > 0 && _tries[unit] < draft.Board.Types.Count + ExtraTries && OptionsOf(unit).Count > 0)
                wanting.Add(unit);
        }

        var room = 0.0;
        for (var device = 0; device < draft.Board.Count; device++)
        {
            var pool = draft.Board.Pools[device];
            room += Math.Min((double)draft.Board.FreeComputePpm(device) / RunPoint.WholePpm, (double)draft.Board.FreeBytes(device) / draft.Board.Types[pool].MemoryBytes) * worth[pool];
        }

        isScarce = wanting.Sum(LeastUse) > room;
        if (!isScarce)
            return wanting;
        var admitted = new List<int>();
        foreach (var unit in wanting.OrderByDescending(u => draft.MissingRps(u) / LeastUse(u)).ThenBy(u => u))
        {
            if (room <= 0 && admitted.Count > 0)
                break;
            admitted.Add(unit);
            room -= LeastUse(unit);
        }

        admitted.Sort();
        return admitted;
    }

    private void Place(List<int> members, bool isScarce, long steps)
    {
        var units = members.Select(u => draft.Units[u]).ToList();
        var lists = members.Select(u => isScarce && options.SearchesJointly ? UsherNeeds.WithParts(OptionsOf(u)) : OptionsOf(u)).ToList();
        var wanted = members.Select(draft.MissingRps).ToList();
        var all = members.Select((u, i) => needs.All(draft.Units[u], wanted[i], draft.MissingMeanRps(u))).ToList();
        var space = GroupSpace.Of(draft.Board, units, [.. lists.Concat(all)], poolCost);
        var search = GroupSearch.Both(space, lists, all, wanted, options, steps, AllStepsMax);
        var (_, trial) = search.Outcome();
        space.Commit(draft.Board, trial, search.Best);
        _stepsLeft -= search.Steps;
        for (var i = 0; i < members.Count; i++)
        {
            var unit = members[i];
            _tries[unit]++;
            _options[unit] = null;
            if (trial.Placed[i] == 0)
                continue;
            draft.Count(unit, trial.Placed[i] * search.Best[i].CapacityRps);
            draft.Notes[unit] ??= Note(units, i, lists[i], search);
        }
    }

    /// <summary>Creq less Mreq, each the mean over the batch sizes that keep the SLO.</summary>
    private double Surplus(int unit)
    {
        var own = OptionsOf(unit);
        return own.Average(o => (double)o.Point.ComputePpm) - own.Average(o => (double)o.Point.MemoryPpm);
    }

    /// <summary>The least part of devices that would do, in devices of the best type.</summary>
    private double LeastUse(int unit) => OptionsOf(unit).Min(o => o.WidestDevices * worth[o.Point.Pool]);

    private List<ReplicaOption> OptionsOf(int unit) => _options[unit] ??= needs.Undominated(draft.Units[unit], draft.MissingRps(unit), draft.MissingMeanRps(unit));

    private string Note(List<DemandUnit> units, int self, List<ReplicaOption> list, GroupSearch search)
    {
        var chosen = search.Best[self];
        var mates = units.Count == 1 ? "alone" : "with " + string.Join(", ", units.Where((_, i) => i != self).Select(u => u.Name));

        // Of the list some are for a part of the rate only; what is compared here is for all of it.
        var planRps = draft.PlanRps[units[self].Index];
        var other = list.Where(o => o.Point != chosen.Point).Select(o => o with { Replicas = (int)Math.Min(DevicePool.CountMax, Math.Ceiling((planRps / o.CapacityRps) - 1e-9)) })
            .OrderBy(o => o.WidestDevices * poolCost[o.Point.Pool]).ThenBy(o => o.Point.Batch).FirstOrDefault();
        var instead = other is null
            ? "; no other configuration keeps the SLO"
            : FormattableString.Invariant($"; instead batch {other.Point.Batch} would need {other.Replicas} replicas, each on a {draft.Board.Types[other.Point.Pool].Name} at {RunPoint.ToPercent(other.Point.ComputePpm):0.#} %, for all of {planRps:0.#} requests/s");
        return FormattableString.Invariant($"searched {mates}: {search.Trials} placements{(search.IsCut ? " (limit reached)" : "")}{instead}");
    }
}
