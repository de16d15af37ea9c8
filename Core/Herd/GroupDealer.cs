namespace Shepherd.Core.Herd;

/// <summary>Deals the streams of one group out to several, the largest first, each to where the load is then least. What fitted the one group's memory fits each.</summary>
internal static class GroupDealer
{
    /// <summary>A model's streams stay together where they are at most this part of a new group's work: the model is then resident in one group only.</summary>
    private const double TogetherShare = 0.25;

    /// <summary>Rounding of loads.</summary>
    private const double Gain = 1e-9;

    /// <summary>Into a number of groups of about equal work, each with the devices that the burst tolerance asks for.</summary>
    public static List<WorkGroup> Deal(HerdModel model, double burstTolerance, WorkGroup group, int parts)
    {
        var dealt = Enumerable.Range(0, parts).Select(_ => new WorkGroup(model, group.AffinitySet, 1)).ToList();
        var queue = new SortedSet<(double Demand, int Part)>(Enumerable.Range(0, parts).Select(part => (0.0, part)));
        foreach (var block in Blocks(model, group, group.Demand / parts))
        {
            var (demand, part) = queue.Min;
            queue.Remove((demand, part));
            foreach (var stream in block)
            {
                dealt[part].Add(stream);
                dealt[part].Devices = Math.Max(dealt[part].Devices, GroupBalancer.DevicesFor(burstTolerance, model.Streams[stream].Devices));
            }

            queue.Add((dealt[part].Demand, part));
        }

        dealt.RemoveAll(g => g.Streams.Count == 0);
        return dealt;
    }

    /// <summary>Into two groups with so many devices together, shared between them so that the larger load is least.</summary>
    /// <returns>Null where no division lowers the load.</returns>
    public static IReadOnlyList<WorkGroup>? Split(HerdModel model, double burstTolerance, WorkGroup group, int devices)
    {
        var (best, least) = ((IReadOnlyList<WorkGroup>?)null, group.Load * (1 - Gain));
        if (group.Streams.Count < 2)
            return null;
        var blocks = Blocks(model, group, group.Demand / 2);
        // Halves first: of equal divisions the one with the longer queues.
        for (var stays = (devices + 1) / 2; stays < devices && stays <= model.GroupDevices; stays++)
        {
            if (Deal(model, burstTolerance, blocks, new WorkGroup(model, group.AffinitySet, stays), new WorkGroup(model, group.AffinitySet, devices - stays)) is not { } two || Math.Max(two[0].Load, two[1].Load) >= least)
                continue;
            (best, least) = (two, Math.Max(two[0].Load, two[1].Load));
        }

        return best;
    }

    private static WorkGroup[]? Deal(HerdModel model, double burstTolerance, List<List<int>> blocks, WorkGroup larger, WorkGroup smaller)
    {
        foreach (var block in blocks)
        {
            var demand = block.Sum(s => model.Streams[s].Devices);
            var needs = block.Max(s => GroupBalancer.DevicesFor(burstTolerance, model.Streams[s].Devices));
            if (needs > larger.Devices)
                return null;
            var isSmaller = needs <= smaller.Devices && (smaller.Demand + demand) / smaller.Devices < (larger.Demand + demand) / larger.Devices;
            block.ForEach((isSmaller ? smaller : larger).Add);
        }

        return larger.Streams.Count == 0 || smaller.Streams.Count == 0 ? null : [larger, smaller];
    }

    private static List<List<int>> Blocks(HerdModel model, WorkGroup group, double share)
    {
        var blocks = new List<(List<int> Streams, double Demand)>();
        foreach (var streams in group.Streams.GroupBy(s => model.Streams[s].Model))
        {
            var demand = streams.Sum(s => model.Streams[s].Devices);
            if (demand <= TogetherShare * share)
                blocks.Add(([.. streams], demand));
            else
                blocks.AddRange(streams.Select(s => (new List<int> { s }, model.Streams[s].Devices)));
        }

        return [.. blocks.OrderByDescending(b => b.Demand).ThenBy(b => b.Streams[0]).Select(b => b.Streams)];
    }
}
