using Shepherd.Cli.Bench.Load;

namespace Shepherd.Cli.Bench.HandOver;

/// <summary>Finds the changes of owners in the results of a load. Pure.</summary>
internal static class OwnerChanges
{
    /// <summary>All of them, by group and partition, then in the order in which they happened, and what lies between two results of one owner.</summary>
    public static (IReadOnlyList<OwnerChange> Changes, IReadOnlyList<double> SpacingsNs) Find(LoadLog log)
    {
        var changes = new List<OwnerChange>();
        var spacings = new List<double>();
        var places = log.First.OfType<PlacedAnswer>().GroupBy(a => (log.Sent[a.Number].Group, log.Sent[a.Number].Partition)).OrderBy(g => g.Key);
        foreach (var place in places)
        {
            var tenures = Tenures(place);
            var own = tenures.SelectMany(Spacings).ToList();
            spacings.AddRange(own);
            var spacing = (long)Quantile.Of(own, 0.5);
            for (var i = 1; i < tenures.Count; i++)
                changes.Add(Change(log, place.Key, tenures[i - 1], tenures[i], spacing));
        }

        return (changes, spacings);
    }

    /// <summary>
    /// Results of one partition by who owned it. The order is that of plans, then requests: results of two owners lie in several partitions of the reply topic and are read in no order between those.
    /// </summary>
    private static List<List<PlacedAnswer>> Tenures(IEnumerable<PlacedAnswer> answers)
    {
        var tenures = new List<List<PlacedAnswer>>();
        foreach (var answer in answers.OrderBy(a => a.Epoch).ThenBy(a => a.Number))
        {
            if (tenures.Count == 0 || tenures[^1][^1].Worker != answer.Worker)
                tenures.Add([]);
            tenures[^1].Add(answer);
        }

        return tenures;
    }

    private static IEnumerable<double> Spacings(List<PlacedAnswer> tenure)
    {
        var instants = tenure.Select(a => a.AtNs).Order().ToList();
        return instants.Zip(instants.Skip(1), (a, b) => (double)(b - a));
    }

    private static OwnerChange Change(LoadLog log, (int Group, int Partition) place, List<PlacedAnswer> before, List<PlacedAnswer> after, long spacingNs)
    {
        var first = after.Min(a => a.AtNs);
        var heldUp = after.Where(a => log.Sent[a.Number].DueNs <= first).Select(a => a.AtNs - log.Sent[a.Number].DueNs);
        return new OwnerChange(place.Group, place.Partition, before[^1].Worker, after[0].Worker, after[0].Epoch, first - before.Max(a => a.AtNs), spacingNs, heldUp.Max());
    }
}
