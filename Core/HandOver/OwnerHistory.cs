namespace Shepherd.Core.HandOver;

/// <summary>Whom each partition was last taken from, and by which plan: who alone could still hold one that nobody owns. Folded from the plans in the order of the log.</summary>
public sealed class OwnerHistory
{
    private readonly SortedDictionary<GroupPartition, LastOwner> _last = [];
    private SortedDictionary<GroupPartition, string> _assigned = [];

    /// <summary>The plan in force.</summary>
    public PlanEpoch Epoch { get; private set; }

    /// <summary>Who owns what under it.</summary>
    public IReadOnlyDictionary<GroupPartition, string> Assigned => _assigned;

    /// <summary>The next plan that counts.</summary>
    public void Follow(PlanEpoch epoch, IEnumerable<KeyValuePair<GroupPartition, string>> assigned)
    {
        var next = new SortedDictionary<GroupPartition, string>();
        foreach (var (partition, worker) in assigned)
            next[partition] = worker;
        foreach (var (partition, worker) in _assigned)
        {
            if (next.GetValueOrDefault(partition) != worker)
                _last[partition] = new LastOwner(worker, epoch);
        }

        (Epoch, _assigned) = (epoch, next);
    }

    /// <summary>Whom it was last taken from; null where no plan that was read names an owner.</summary>
    public LastOwner? LastOwnerOf(GroupPartition partition) => _last.TryGetValue(partition, out var last) ? last : null;
}

/// <summary>Whom a partition was taken from.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="TakenBy">The first plan that did not give it to the worker any more.</param>
public readonly record struct LastOwner(string Worker, PlanEpoch TakenBy);
