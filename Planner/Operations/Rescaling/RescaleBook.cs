namespace Shepherd.Planner.Operations.Rescaling;

/// <summary>The rescales under way and the last that ended, for whoever asks. Thread-safe: the state machine writes.</summary>
internal sealed class RescaleBook
{
    /// <summary>Ended ones; older ones are in the decision log.</summary>
    public const int EndedMax = 50;

    private readonly Lock _lock = new();
    private readonly List<RescaleView> _views = [];

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<RescaleView> All
    {
        get
        {
            lock (_lock)
                return [.. _views];
        }
    }

    /// <summary>Those that have not ended.</summary>
    public IReadOnlyList<RescaleView> Open => [.. All.Where(v => v.EndedAt is null)];

    public RescaleView? Find(Guid id) => All.FirstOrDefault(v => v.Id == id);

    public void Put(RescaleView view)
    {
        lock (_lock)
        {
            var at = _views.FindIndex(v => v.Id == view.Id);
            if (at >= 0)
                _views[at] = view;
            else
                _views.Add(view);
            if (_views.Count(v => v.EndedAt is not null) > EndedMax)
                _views.RemoveAt(_views.FindIndex(v => v.EndedAt is not null));
        }
    }
}
