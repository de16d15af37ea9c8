using Confluent.Kafka;
using Shepherd.GpuWorker.Ownership;

namespace Shepherd.GpuWorker.Offsets;

/// <summary>Commits the watermarks at an interval, and releases partitions that left once everything of theirs is committed.</summary>
internal sealed partial class OffsetCommitter(OffsetTracker tracker, OffsetStore store, Lease lease, ILogger<OffsetCommitter> logger)
{
    /// <summary>
    /// What is committed already is committed again so often: Kafka knows no owner of a partition without a group's members, and a commit that lay in the client of a former owner when its process was stopped goes out when it goes on.
    /// One small request for each model group.
    /// </summary>
    private const long RepeatNs = 5_000_000_000;

    private long _repeatedNs;
    private Task<bool> _underWay = Task.FromResult(false);

    /// <summary>Commits what moved; a failed commit is told and tried again at the next call. One call at a time.</summary>
    /// <param name="giveUp">Ends the wait for a broker that does not answer: the commit itself cannot be called back, and the next call waits for it first.</param>
    /// <returns>True when a partition was released.</returns>
    public async Task<bool> CommitAsync(CancellationToken giveUp)
    {
        try
        {
            await _underWay.WaitAsync(giveUp);
            // The client returns only once the broker has answered.
            _underWay = Task.Run(Commit, CancellationToken.None);
            return await _underWay.WaitAsync(giveUp);
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            return false;
        }
    }

    private bool Commit()
    {
        var isRepeat = lease.NowNs - _repeatedNs >= RepeatNs;
        if (isRepeat)
            _repeatedNs = lease.NowNs;
        foreach (var (group, offsets) in tracker.ToCommit(isRepeat))
        {
            // The client may keep a commit for a while, and it must not leave it after the lease: what is not committed by then is the next owner's to commit.
            if (!lease.MaySend)
                return false;
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
