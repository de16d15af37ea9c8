using Shepherd.GpuWorker.Driving;

namespace Shepherd.GpuWorker.Telemetry.Metrics;

/// <summary>What waits of one model: written in the driver's steps, read on any.</summary>
/// <param name="tags">The model's labels.</param>
internal sealed class WaitingRequests(ModelTags tags)
{
    private WorkItem? _oldest;
    private WorkItem? _newest;
    private long _queued;
    private long _arrived;
    private long _perRequestNs;
    private long _oldestDeadlineNs = long.MaxValue;

    public ModelTags Tags => tags;

    /// <summary>Requests that no lane runs or keeps.</summary>
    public long Queued => Volatile.Read(ref _queued);

    /// <summary>Requests that arrived since the worker started.</summary>
    public long Arrived => Volatile.Read(ref _arrived);

    /// <summary>Lane time of one request, by the last batch's prediction; 0 before the first.</summary>
    public long PerRequestNs => Volatile.Read(ref _perRequestNs);

    /// <summary>Lane time that they take, by the last batch's prediction.</summary>
    public long BacklogNs => Queued * Volatile.Read(ref _perRequestNs);

    /// <summary>Deadline of the request without an outcome that came first; <see cref="long.MaxValue"/> where there is none.</summary>
    public long OldestDeadlineNs => Volatile.Read(ref _oldestDeadlineNs);

    /// <summary>Those without an outcome, by arrival. Driver's thread.</summary>
    public IEnumerable<WorkItem> Requests()
    {
        for (var item = _oldest; item is not null; item = item.Newer)
            yield return item;
    }

    public void Arrive(WorkItem item)
    {
        (item.Older, item.Newer) = (_newest, null);
        if (_newest is null)
            _oldest = item;
        else
            _newest.Newer = item;
        _newest = item;
        Volatile.Write(ref _arrived, _arrived + 1);
        Queue(1);
        Show();
    }

    /// <summary>So many are queued again, or no more.</summary>
    public void Queue(int more) => Volatile.Write(ref _queued, _queued + more);

    public void Predict(long batchNs, int size) => Volatile.Write(ref _perRequestNs, batchNs / size);

    /// <summary>A request has its outcome; one that has left already is not here.</summary>
    public void Leave(WorkItem item)
    {
        if (item.Older is null && item != _oldest)
            return;
        if (item.Older is null)
            _oldest = item.Newer;
        else
            item.Older.Newer = item.Newer;
        if (item.Newer is null)
            _newest = item.Older;
        else
            item.Newer.Older = item.Older;
        (item.Older, item.Newer) = (null, null);
        Show();
    }

    private void Show() => Volatile.Write(ref _oldestDeadlineNs, _oldest?.DeadlineNs ?? long.MaxValue);
}
