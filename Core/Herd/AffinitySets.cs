using Shepherd.Core.Profiles;

namespace Shepherd.Core.Herd;

/// <summary>Which models may share a group (SHEPHERD §2.3 of the notes in use here): those that get about as many requests into a batch of equal time, so that "the largest batch first" is fair to all.</summary>
public static class AffinitySets
{
    /// <summary>
    /// The most requests of <paramref name="two"/> for each of <paramref name="one"/> in batches of equal time. An upper bound of sup b₂(T) ÷ b₁(T) with b(T) = (T − β) ÷ α and both at least 1.
    /// </summary>
    public static double OneWay(LinearLatency one, LinearLatency two)
    {
        double a1 = one.AlphaNs, b1 = one.BetaNs, a2 = two.AlphaNs, b2 = two.BetaNs;
        var atOne = (a1 + b1) / a2;
        return a2 + b2 - b1 <= 0 ? atOne : Math.Min(atOne, Math.Max(a1 / (a2 + b2 - b1), a1 / a2));
    }

    /// <summary>The larger of both directions; the published one is asymmetric, the batching of the two is not compatible unless both are small.</summary>
    public static double Of(LinearLatency one, LinearLatency two) => Math.Max(OneWay(one, two), OneWay(two, one));

    /// <summary>Puts each model, by rising α, into the first set with all of whose members it is compatible, else into a new one.</summary>
    /// <param name="latencies">l(b) of each model.</param>
    /// <param name="affinityMax">The limit; infinite puts all into one.</param>
    /// <returns>The set of each model; numbered from 0 in the order of their first models.</returns>
    public static int[] Of(IReadOnlyList<LinearLatency> latencies, double affinityMax)
    {
        var sets = new int[latencies.Count];
        if (double.IsPositiveInfinity(affinityMax))
            return sets;
        var members = new List<List<LinearLatency>>();
        foreach (var model in Enumerable.Range(0, latencies.Count).OrderBy(k => latencies[k].AlphaNs).ThenBy(k => latencies[k].BetaNs).ThenBy(k => k))
        {
            var latency = latencies[model];
            var set = members.FindIndex(m => m.TrueForAll(other => Of(latency, other) <= affinityMax));
            if (set < 0)
            {
                set = members.Count;
                members.Add([]);
            }

            // Equal models are compatible with the same ones: one of them stands for all.
            if (members[set].Count == 0 || members[set][^1] != latency)
                members[set].Add(latency);
            sets[model] = set;
        }

        return Renumber(sets);
    }

    private static int[] Renumber(int[] sets)
    {
        var numbers = new Dictionary<int, int>();
        foreach (var set in sets)
            numbers.TryAdd(set, numbers.Count);
        return [.. sets.Select(s => numbers[s])];
    }
}
