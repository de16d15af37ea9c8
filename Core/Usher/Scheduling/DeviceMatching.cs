using Shepherd.Core.Planning;

namespace Shepherd.Core.Usher.Scheduling;

/// <summary>
/// Numbers the devices of a plan so that it moves little: devices of a type are alike, so which one of them a set of replicas gets is free. Sets are matched with running devices of the
/// same models first, then by the models that they have in common.
/// </summary>
internal static class DeviceMatching
{
    /// <summary>New number of each device that a plan uses, by its old one.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="running">What runs now.</param>
    /// <param name="modelsOn">Models of each device of the new plan; empty for those that it does not use.</param>
    public static int[] Of(PlanningProblem problem, PlacementPlan running, IReadOnlyList<IReadOnlyList<int>> modelsOn)
    {
        var pools = problem.PoolOfDevices();
        var runs = new SortedSet<int>[pools.Count];
        var withModel = new List<int>[problem.Models.Count];
        foreach (var device in running.Devices.Where(d => d.Id >= 0 && d.Id < pools.Count))
        {
            runs[device.Id] = [.. device.Lanes.SelectMany(l => l.Models).Select(m => m.Model)];
            foreach (var model in runs[device.Id].Where(m => m >= 0 && m < withModel.Length))
                (withModel[model] ??= []).Add(device.Id);
        }

        var (number, isTaken) = (new int[pools.Count], new bool[pools.Count]);
        Array.Fill(number, -1);

        // Twice: first whole matches, so that none of them is taken apart for a part of another.
        for (var isWhole = true; ; isWhole = false)
        {
            foreach (var device in Enumerable.Range(0, pools.Count).Where(d => modelsOn[d].Count > 0 && number[d] < 0).OrderByDescending(d => modelsOn[d].Count).ThenBy(d => d))
            {
                if (Match(pools, runs, withModel, modelsOn[device], pools[device], isTaken, isWhole) is not { } match)
                    continue;
                (number[device], isTaken[match]) = (match, true);
            }

            if (!isWhole)
                break;
        }

        var free = problem.Devices.Select(_ => new Queue<int>()).ToArray();
        for (var device = 0; device < pools.Count; device++)
        {
            if (!isTaken[device])
                free[pools[device]].Enqueue(device);
        }

        for (var device = 0; device < pools.Count; device++)
        {
            if (number[device] < 0)
                number[device] = free[pools[device]].Dequeue();
        }

        return number;
    }

    /// <summary>The running device with the most models in common, of equals the one with the fewest others, then the first.</summary>
    private static int? Match(IReadOnlyList<int> pools, SortedSet<int>[] runs, List<int>[] withModel, IReadOnlyList<int> models, int pool, bool[] isTaken, bool isWhole)
    {
        int? best = null;
        var (bestCommon, bestOthers) = (0, int.MaxValue);
        foreach (var candidate in models.Distinct().SelectMany(m => withModel[m] ?? []).Distinct())
        {
            if (isTaken[candidate] || pools[candidate] != pool)
                continue;
            var common = models.Count(runs[candidate].Contains);
            var others = runs[candidate].Count - common;
            if (isWhole && (common != models.Count || others > 0))
                continue;
            if (common > bestCommon || (common == bestCommon && (others < bestOthers || (others == bestOthers && candidate < best))))
                (best, bestCommon, bestOthers) = (candidate, common, others);
        }

        return best;
    }
}
