using Confluent.Kafka;

namespace Shepherd.GpuWorker.Offsets;

/// <summary>Commits the watermarks at an interval, and releases partitions that left once everything of theirs is committed.</summary>
internal sealed partial class OffsetCommitter(OffsetTracker tracker, OffsetStore store, ILogger<OffsetCommitter> logger)
{
    /// <summary>Commits what moved; a failed commit is told and tried again at the next call.</summary>
    /// <returns>True when a partition was released.</returns>
    public bool CommitOnce()
    {
        foreach (var (group, offsets) in tracker.ToCommit())
        {
            try
            {
                store.Commit(group, offsets);
                tracker.Committed(offsets);
            }
            catch (KafkaException e)
            {
                LogFailed(group, e.Error.Reason);
            }
        }

        return tracker.ReleaseSettled();
    }

    [LoggerMessage(1, LogLevel.Warning, "Offsets of group {Group} are not committed yet: {Reason}")]
    private partial void LogFailed(string group, string reason);
}
