namespace Shepherd.Core.Rebalancing;

/// <summary>Why partitions move, and what else there is to say, as it comes up.</summary>
internal sealed class ReasonBook
{
    private readonly SortedDictionary<(int Group, int Partition), string> _moves = [];
    private readonly List<string> _said = [];

    public IReadOnlyList<string> Said => _said;

    /// <summary>A later reason for the same partition stands.</summary>
    public void Give(int group, int partition, string reason) => _moves[(group, partition)] = reason;

    public string? Find(int group, int partition) => _moves.GetValueOrDefault((group, partition));

    /// <summary>Once, however often it comes up.</summary>
    public void Say(string reason)
    {
        if (!_said.Contains(reason, StringComparer.Ordinal))
            _said.Add(reason);
    }
}
