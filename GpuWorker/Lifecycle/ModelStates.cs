using Shepherd.GpuWorker.Telemetry;

namespace Shepherd.GpuWorker.Lifecycle;

/// <summary>What becomes of every version: a line in the log each time, and a view for whoever tells of the worker's health. Written by the lifecycle, read by anybody.</summary>
internal sealed partial class ModelStates(ILogger<ModelStates> logger, IServingEvents? events = null)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<(string Model, string Version, int Index), ModelState> _states = [];
    private volatile IReadOnlyList<ModelState> _view = [];

    /// <summary>Index of a version that is not loaded.</summary>
    public const int NotLoaded = -1;

    /// <summary>By model and version; a version that is reloaded is there twice while the older one drains.</summary>
    public IReadOnlyList<ModelState> View => _view;

    /// <summary>A version enters a phase; the same phase for the same reason is no news.</summary>
    /// <param name="index">Its index while it is loaded or loads, so that two loads of one version are told apart; else <see cref="NotLoaded"/>.</param>
    /// <param name="state">What it is now.</param>
    /// <param name="duration">How long it took to become ready.</param>
    public void Become(int index, ModelState state, TimeSpan? duration = null)
    {
        lock (_lock)
        {
            if (_states.TryGetValue((state.Model, state.Version, index), out var before) && before == state)
                return;
            if (index != NotLoaded)
                _states.Remove((state.Model, state.Version, NotLoaded));
            _states[(state.Model, state.Version, index)] = state;
            _view = [.. _states.Values];
        }

        Log(state);
        if (state.Phase == ModelPhase.Ready)
            events?.ModelLoaded(state.Model, duration);
    }

    /// <summary>A load came to nothing or ended; what is known of the version instead is told by <see cref="Become"/>.</summary>
    public void Leave(int index, string model, string version)
    {
        lock (_lock)
        {
            _states.Remove((model, version, index));
            _view = [.. _states.Values];
        }
    }

    /// <summary>Drops what is told of versions that are neither loaded nor among these.</summary>
    public void Keep(IReadOnlySet<(string Model, string Version)> known)
    {
        lock (_lock)
        {
            foreach (var key in _states.Keys.Where(k => k.Index == NotLoaded && !known.Contains((k.Model, k.Version))).ToList())
                _states.Remove(key);
            _view = [.. _states.Values];
        }
    }

    private void Log(ModelState state)
    {
        if (state.Phase == ModelPhase.Refused)
            LogRefused(state.Model, state.Version, state.Detail);
        else
            LogPhase(state.Model, state.Version, state.Phase, state.Detail.Length > 0 ? $": {state.Detail}" : "");
    }

    [LoggerMessage(1, LogLevel.Information, "Model {Model} version {Version} is {Phase}{Detail}")]
    private partial void LogPhase(string model, string version, ModelPhase phase, string detail);

    [LoggerMessage(2, LogLevel.Error, "Model {Model} version {Version} is refused: {Detail}")]
    private partial void LogRefused(string model, string version, string detail);
}
