using Shepherd.Core.Planning.Replicas;
using Shepherd.Core.Primitives;

namespace Shepherd.Core.Usher.Scheduling;

/// <summary>
/// Searches other groups anew once all have a place: a few units are taken off the devices and put back by the same joint search, and stay there if that is better. It makes up for what
/// groups planned one after the other cannot see. USHER has no such step.
/// </summary>
internal sealed class Improvement(PlanDraft draft, UsherNeeds needs, IReadOnlyList<double> poolCost, UsherOptions options)
{
    /// <summary>Any number would do; one number makes the same plan of the same problem.</summary>
    private const ulong Seed = 1;

    /// <summary>Part of all its steps that one search may take: most end well before.</summary>
    private const int SearchPart = 50;

    /// <summary>What it costs to look at a device of the board, in steps.</summary>
    private const int BoardSteps = 10;

    private readonly SeededRandom _random = new(Seed);
    private readonly bool _isScarce = draft.Units.Any(u => !draft.IsHopeless[u.Index] && draft.MissingRps(u.Index) > 0);
    private long _stepsLeft = options.StepsFor(draft.Units.Count) / 2;
    private readonly List<ReplicaOption>?[] _options = new List<ReplicaOption>?[draft.Units.Count];

    public void Run()
    {
        var units = Enumerable.Range(0, draft.Units.Count).Where(u => OptionsOf(u).Count > 0).ToArray();
        for (var i = 0; i < options.ImprovementTries * units.Length && _stepsLeft > 0; i++)
            Try(Pick(units));
    }

    /// <summary>One that lacks capacity or is on a random device, then others from random devices: units that meet have something to exchange.</summary>
    private List<int> Pick(int[] units)
    {
        var picked = new List<int>();
        var lacking = units.Where(u => draft.MissingRps(u) > 0).ToArray();
        if (lacking.Length > 0)
            picked.Add(lacking[Below(lacking.Length)]);
        var size = Math.Min(options.GroupModels, units.Length);
        for (var tries = 0; picked.Count < size && tries < 4 * size; tries++)
        {
            var device = Below(draft.Board.Count);
            var on = draft.Board.On(device);
            if (on.Count == 0)
            {
                var unit = units[Below(units.Length)];
                if (!picked.Contains(unit))
                    picked.Add(unit);
                continue;
            }

            for (var i = 0; i < on.Count && picked.Count < size; i++)
            {
                if (!picked.Contains(on[i].Unit.Index))
                    picked.Add(on[i].Unit.Index);
            }
        }

        picked.Sort();
        return picked;
    }

    private void Try(List<int> members)
    {
        var (goodput, cost, use, before) = (members.Sum(Worth), 0.0, 0.0, TakeOff(members));
        foreach (var device in before.Select(b => b.Device).Distinct())
            cost += draft.Board.IsOpen(device) ? 0 : poolCost[draft.Board.Pools[device]];
        foreach (var (_, replica) in before)
            use += (double)replica.Point.SizePpm / RunPoint.WholePpm;
        var (units, lists, wanted) = (members.Select(u => draft.Units[u]).ToList(), members.Select(OptionsOf).ToList(), members.Select(u => draft.PlanRps[u]).ToList());
        var space = GroupSpace.Of(draft.Board, units, lists, poolCost);
        var search = new GroupSearch(space, lists, wanted, options, options.StepsMax / 2 / SearchPart);
        var (score, trial) = search.Run();
        _stepsLeft -= search.Steps + (BoardSteps * draft.Board.Count);
        if (score.IsBetterThan(new PlacementScore(goodput, cost, use)))
        {
            space.Commit(draft.Board, trial, search.Best);
            for (var i = 0; i < members.Count; i++)
                draft.Count(members[i], trial.Placed[i] * search.Best[i].CapacityRps);
            return;
        }

        foreach (var (device, replica) in before)
            draft.Add(device, replica);
    }

    private List<(int Device, Replica Replica)> TakeOff(List<int> members)
    {
        var off = new List<(int, Replica)>();
        for (var device = 0; device < draft.Board.Count; device++)
        {
            for (var i = draft.Board.On(device).Count - 1; i >= 0; i--)
            {
                var replica = draft.Board.On(device)[i];
                if (!members.Contains(replica.Unit.Index))
                    continue;
                off.Add((device, replica));
                draft.Remove(device, replica);
            }
        }

        return off;
    }

    private double Worth(int unit) => Math.Min(draft.PlanRps[unit], draft.CapacityRps(unit));

    private List<ReplicaOption> OptionsOf(int unit) => _options[unit] ??= _isScarce
        ? UsherNeeds.WithParts(needs.Undominated(draft.Units[unit], draft.PlanRps[unit], draft.Units[unit].RateRps))
        : needs.Undominated(draft.Units[unit], draft.PlanRps[unit], draft.Units[unit].RateRps);

    private int Below(int limit) => (int)(_random.NextUnit() * limit);
}
