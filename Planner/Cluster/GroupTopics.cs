using Shepherd.Core.Herd;
using Shepherd.Planner.Targets;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Cluster;

/// <summary>How many partitions the request topics of model groups have. Asked for beside the planning loop, on a thread of its own for each group: one whose topics never come holds up nobody, nor takes it a thread that hand-overs need. Called by that loop alone.</summary>
internal sealed class GroupTopics(ITopicCounter counter, TimeProvider clock)
{
    /// <summary>A request topic can grow: its new partitions are planned within this time.</summary>
    private static readonly TimeSpan CountAgeMax = TimeSpan.FromSeconds(30);

    /// <summary>Between two attempts at a topic that is not there.</summary>
    private static readonly TimeSpan MissingAgeMax = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, (int Partitions, long AskedAt)> _known = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Task> _asked = new(StringComparer.Ordinal);

    /// <summary>Told, on any thread, that a group was counted.</summary>
    public Action Counted { get; set; } = () => { };

    /// <summary>The groups with their partition counts, as far as they are known; the others are asked about and left out until then.</summary>
    /// <param name="groups">Groups that somebody offers.</param>
    /// <param name="running">The plan in force: a group that is not counted yet has the partitions there that it names, so that nothing is taken from anybody for want of a count.</param>
    public async Task<IReadOnlyList<GroupPartitions>> FindAsync(IReadOnlyList<string> groups, PlanRecord? running)
    {
        foreach (var (group, asked) in _asked.Where(a => a.Value.IsCompleted).ToList())
        {
            _asked.Remove(group);
            await asked;
        }

        foreach (var group in groups)
        {
            if (!_asked.ContainsKey(group) && IsDue(group))
                _asked.Add(group, Task.Factory.StartNew(() => AskAsync(group), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap());
        }

        var planned = Planned(running);
        lock (_lock)
        {
            return [.. groups.Select(g => new GroupPartitions(g, _known.GetValueOrDefault(g).Partitions is > 0 and var counted ? counted : planned.GetValueOrDefault(g))).Where(g => g.Partitions > 0)];
        }
    }

    private static Dictionary<string, int> Planned(PlanRecord? running) => (running?.Assignments ?? []).Concat(Assignments.Wanted(running))
        .Where(a => a.Partitions.Length > 0)
        .GroupBy(a => a.Group, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.Max(a => a.Partitions.Max()) + 1, StringComparer.Ordinal);

    private bool IsDue(string group)
    {
        lock (_lock)
            return !_known.TryGetValue(group, out var known) || clock.GetElapsedTime(known.AskedAt) > (known.Partitions > 0 ? CountAgeMax : MissingAgeMax);
    }

    private async Task AskAsync(string group)
    {
        var counted = await counter.CountAsync(group);
        lock (_lock)
        {
            // Without an answer the last known count stands.
            _known[group] = (counted ?? _known.GetValueOrDefault(group).Partitions, clock.GetTimestamp());
        }

        Counted();
    }
}
