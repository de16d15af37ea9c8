namespace Shepherd.Cli.Bench.Shift;

/// <summary>
/// What Kafka's cooperative-sticky assignor gives to the members of a new consumer group. Partitions that fewest members subscribe to come first, each goes to the subscriber with the fewest, and then partitions change hands while a
/// subscriber has at least two fewer than their owner: as <c>AbstractStickyAssignor</c> does where nobody owned anything before. Numbers of partitions are all that it looks at, so load moves none of them later. Pure. It is reckoned here, as
/// workers take their partitions from plans and not from a group.
/// </summary>
internal static class StickyAssignment
{
    /// <summary>Of each member its partitions, by topic and number.</summary>
    /// <param name="subscribed">Of each member its topics.</param>
    /// <param name="partitions">Of each topic.</param>
    public static IReadOnlyList<IReadOnlyList<(int Topic, int Partition)>> Of(IReadOnlyList<IReadOnlyList<int>> subscribed, int partitions)
    {
        var given = subscribed.Select(_ => new SortedSet<(int Topic, int Partition)>()).ToList();
        List<int> Takers(int topic) => [.. Enumerable.Range(0, subscribed.Count).Where(m => subscribed[m].Contains(topic))];
        foreach (var topic in subscribed.SelectMany(t => t).Distinct().OrderBy(t => Takers(t).Count).ThenBy(t => t))
        {
            for (var partition = 0; partition < partitions; partition++)
                given[Takers(topic).MinBy(m => (given[m].Count, m))].Add((topic, partition));
        }

        while (FindMove(given, Takers) is { } move)
        {
            given[move.From].Remove(move.Place);
            given[move.To].Add(move.Place);
        }

        return [.. given.Select(g => (IReadOnlyList<(int, int)>)[.. g])];
    }

    private static (int From, int To, (int Topic, int Partition) Place)? FindMove(List<SortedSet<(int Topic, int Partition)>> given, Func<int, List<int>> takers)
    {
        foreach (var from in Enumerable.Range(0, given.Count).OrderByDescending(m => given[m].Count))
        {
            foreach (var place in given[from])
            {
                if (takers(place.Topic).MinBy(m => (given[m].Count, m)) is var to && given[to].Count + 1 < given[from].Count)
                    return (from, to, place);
            }
        }

        return null;
    }
}
