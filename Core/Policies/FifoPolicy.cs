namespace Shepherd.Core.Policies;

/// <summary>First come, first served: an idle lane takes the model whose head waits longest, and up to its largest batch. Drops only what can no longer meet its deadline.</summary>
public sealed class FifoPolicy : GroupPolicy
{
    private protected override BatchChoice NextBatch(long nowNs)
    {
        DeadlineQueue? oldest = null;
        foreach (var queue in Group.Candidates)
        {
            if (queue.Count > 0 && (oldest is null || queue.Head.Sequence < oldest.Head.Sequence))
                oldest = queue;
        }

        return oldest is null ? default : new BatchChoice(oldest, 0, Math.Min(oldest.Count, Group.MaxBatch(oldest)));
    }
}
