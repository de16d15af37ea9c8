namespace Shepherd.GpuWorker.Telemetry.Timelines;

/// <summary>The last requests of this worker whose timelines were asked for, finished or not.</summary>
internal sealed class RecentTimelines
{
    /// <summary>Some kilobytes each: a megabyte or two in all.</summary>
    public const int KeptMax = 256;

    private readonly Lock _lock = new();
    private readonly Queue<Timeline> _kept = new();

    public void Add(Timeline timeline)
    {
        lock (_lock)
        {
            if (_kept.Count == KeptMax)
                _kept.Dequeue();
            _kept.Enqueue(timeline);
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Timeline> All
    {
        get
        {
            lock (_lock)
                return [.. _kept.Reverse()];
        }
    }

    /// <summary>The newest of an id, or null.</summary>
    public Timeline? Find(string id) => All.FirstOrDefault(t => t.Id == id);
}
