using System.Collections.Concurrent;
using Shepherd.Planner.Cluster;

namespace Shepherd.Planner.Tests.Cluster;

/// <summary>Topics as a test says they are; a group that it does not name is never counted.</summary>
internal sealed class GivenTopics(params (string Group, int Partitions)[] topics) : ITopicCounter
{
    private readonly ConcurrentDictionary<string, int?> _topics = new(topics.Select(t => new KeyValuePair<string, int?>(t.Group, t.Partitions)));
    private readonly ConcurrentDictionary<string, int> _asked = new();

    public int? this[string group]
    {
        set => _topics[group] = value;
    }

    /// <summary>How often a group was asked about.</summary>
    public int Asked(string group) => _asked.GetValueOrDefault(group);

    public Task<int?> CountAsync(string group)
    {
        _asked.AddOrUpdate(group, 1, (_, times) => times + 1);
        return _topics.TryGetValue(group, out var partitions) ? Task.FromResult(partitions) : new TaskCompletionSource<int?>().Task;
    }
}
