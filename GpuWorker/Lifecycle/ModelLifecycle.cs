using System.Globalization;
using Shepherd.GpuWorker.Serving;

namespace Shepherd.GpuWorker.Lifecycle;

/// <summary>
/// Keeps what is served like the repository and the plan: a version that came or changed is loaded, warmed and measured beside the one that serves, then takes its place, and the old one leaves when
/// nothing of it is under way. What cannot be served is refused, and what served goes on. One task does all this, one version at a time; nothing that serves waits for it.
/// </summary>
internal sealed partial class ModelLifecycle(WorkerOptions options, VersionLoader loader, ModelStates states, TimeProvider time, ILogger<ModelLifecycle> logger)
{
    /// <summary>How soon it sees that the plan wants a model that is not loaded, or that the last request of one that leaves is done.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly RepositoryBook _book = new(options.Models, new SettledFiles(options.RepositorySettleTime, time));
    private readonly MemoryBudget _budget = new(options.MemoryBudgetBytes);
    private readonly ServedModels _models = new([], []);

    /// <summary>What serves, with what it was loaded from.</summary>
    private readonly SortedDictionary<(string Name, int Version), (ServedModel Model, string Content)> _residents = [];
    private readonly List<ServedModel> _draining = [];

    /// <summary>Versions that could not be loaded from what they were: only something else is tried.</summary>
    private readonly Dictionary<(string Name, int Version), (string Content, string Reason)> _failures = [];

    /// <summary>What versions that were loaded turned out to take.</summary>
    private readonly Dictionary<(string Name, int Version), (string Content, long Bytes)> _measured = [];
    private readonly SortedDictionary<string, string?> _removed = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _offered = new(StringComparer.Ordinal);
    private LifecycleHooks _hooks = LifecycleHooks.AtStart(_ => false);
    private bool _isQuiet = true;
    private bool _hasChanged;
    private string _lastFault = "";

    private IEnumerable<ServedModel> Loaded => _residents.Values.Select(r => r.Model).Concat(_draining);

    /// <summary>Loads what the repository has now, as far as it fits. Takes seconds.</summary>
    /// <param name="isAssigned">See <see cref="LifecycleHooks.IsAssigned"/>.</param>
    /// <param name="stop">Gives up between two models.</param>
    /// <returns>The models; they change while <see cref="RunAsync"/> runs. The caller disposes them.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such repository.</exception>
    public async Task<ServedModels> StartAsync(Func<string, bool> isAssigned, CancellationToken stop)
    {
        _hooks = LifecycleHooks.AtStart(isAssigned);
        _book.Begin();
        await SettleAsync(stop);
        _isQuiet = false;
        return _models;
    }

    /// <summary>What heartbeats say of the memory that is taken.</summary>
    public long MemoryBytes => Loaded.Sum(m => m.MemoryBytes);

    /// <summary>Follows the repository and the plan until it is stopped. What goes wrong is logged, and tried again.</summary>
    public async Task RunAsync(LifecycleHooks hooks, CancellationToken stop)
    {
        _hooks = hooks;
        using var timer = new PeriodicTimer(Tick, time);
        var looked = time.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                try
                {
                    UnloadDrained();
                    var isDue = options.RepositoryPollInterval > TimeSpan.Zero && time.GetElapsedTime(looked) >= options.RepositoryPollInterval;
                    if (isDue)
                        looked = time.GetTimestamp();
                    _hasChanged |= (isDue && _book.Look()) | HasPlanChanged();
                    if (_hasChanged)
                        await SettleAsync(stop);
                    _lastFault = "";
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // What serves goes on; the same fault again is no news.
                    if (_lastFault != e.Message)
                        LogFault(IsOfFiles(e) ? null : e, options.Models, e.Message.TrimEnd('.'));
                    _lastFault = e.Message;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The worker, or its driver, ends.
        }
    }

    /// <summary>Makes what is served what it should be.</summary>
    private async Task SettleAsync(CancellationToken stop)
    {
        foreach (var model in _book.Models.Values)
            await SettleAsync(model, stop);
        foreach (var name in _residents.Keys.Select(k => k.Name).Concat(_models.Routes.All.Select(r => r.Name)).Distinct().Where(n => !_book.Models.ContainsKey(n)).ToList())
            Remove(name);
        Forget();
        states.Keep(_book.Models.Values.SelectMany(m => m.Versions.Select(v => (m.Name, Text(v.Number))).Concat(m.Refused.Select(r => (m.Name, r.Version ?? "")))).ToHashSet());
        if (!_hasChanged && !_isQuiet)
            return;
        Publish();
        await _hooks.SettledAsync(_models.Routes, stop);
        _hasChanged = false;
    }

    /// <summary>What is remembered of versions that are no more.</summary>
    private void Forget()
    {
        foreach (var key in _failures.Keys.Concat(_measured.Keys).Where(k => _book.Models.GetValueOrDefault(k.Name)?.Find(k.Version) is null).ToList())
        {
            _failures.Remove(key);
            _measured.Remove(key);
        }
    }

    private async Task SettleAsync(KnownModel model, CancellationToken stop)
    {
        foreach (var refused in model.Refused)
            states.Become(ModelStates.NotLoaded, new ModelState(model.Name, refused.Version ?? "", ModelPhase.Refused, refused.Reason, 0));
        var withoutRoom = new HashSet<int>();
        // What serves goes on where it cannot be loaded anew: another version would be loaded for nothing.
        while (Choose(model, v => !withoutRoom.Contains(v) || _residents.ContainsKey((model.Name, v))) is { } choice)
        {
            if (choice.Versions.Select(model.Find).FirstOrDefault(v => v is not null && !withoutRoom.Contains(v.Number) && NeedsLoad(v)) is not { } next)
                break;
            if (!await MakeRoomAsync(model, next, stop) || !await TryLoadAsync(next, stop))
                withoutRoom.Add(next.Number);
        }

        var wanted = Choose(model, v => _residents.ContainsKey((model.Name, v)))?.Versions.ToHashSet() ?? [];
        Retire(_residents.Keys.Where(k => k.Name == model.Name && !wanted.Contains(k.Version)), wanted.Count > 0 ? $"version {string.Join(" and ", wanted)} serves" : "no version of it is left");
        if (wanted.Count == 0 && FindCold(model) is { } cold)
            states.Become(ModelStates.NotLoaded, new ModelState(model.Name, Text(cold.Version.Number), cold.Fits ? ModelPhase.Unloaded : ModelPhase.Refused, cold.Detail, 0));
    }

    /// <summary>The versions to serve, of those that can be: what the repository has and what did not fail, and what serves in place of what failed.</summary>
    private VersionChoice? Choose(KnownModel model, Func<int, bool> isEligible)
    {
        var usable = model.Versions.Where(v => !HasFailed(v)).Select(v => v.Number)
            .Concat(_residents.Keys.Where(k => k.Name == model.Name && model.Has(k.Version)).Select(k => k.Version))
            .Distinct().Where(isEligible).OrderDescending().ToList();
        // A version that was taken away serves on where others are left and none can be loaded.
        if (usable.Count == 0 && (model.Versions.Count > 0 || model.Refused.Any(r => r.Version is not null)))
            usable = [.. _residents.Keys.Where(k => k.Name == model.Name).Select(k => k.Version).Where(isEligible).OrderDescending()];
        return VersionChoice.Of([.. usable.Select(v => (v, (model.Find(v)?.Definition ?? _residents[(model.Name, v)].Model.Definition).Config.CanaryPercent))]);
    }

    private bool HasFailed(KnownVersion version) => _failures.TryGetValue((version.Definition.Name, version.Number), out var failure) && failure.Content == version.Content;

    private bool NeedsLoad(KnownVersion version) =>
        !HasFailed(version) && !(_residents.TryGetValue((version.Definition.Name, version.Number), out var resident) && resident.Content == version.Content);

    /// <summary>Loads a version, and lets requests in. False when it failed, or turned out not to fit.</summary>
    private async Task<bool> TryLoadAsync(KnownVersion version, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var (definition, key) = (version.Definition, (version.Definition.Name, version.Number));
        var (index, before) = (_models.FreeIndex(definition.Name), _residents.Values.Select(r => r.Model).LastOrDefault(m => m.Name == definition.Name));
        void Report(ModelPhase phase) => states.Become(index, new ModelState(definition.Name, Text(definition.Version), phase, "", 0));
        var started = time.GetTimestamp();
        ServedModel loaded;
        try
        {
            loaded = await Task.Factory.StartNew(() => loader.Load(definition, index, before, _isQuiet, Report), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (Exception fault) when (!stop.IsCancellationRequested)
        {
            states.Leave(index, definition.Name, Text(definition.Version));
            _failures[key] = (version.Content, fault.Message);
            _hasChanged = true;
            states.Become(ModelStates.NotLoaded, new ModelState(definition.Name, Text(definition.Version), ModelPhase.Refused, fault.Message, 0));
            return false;
        }

        _measured[key] = (version.Content, loaded.MemoryBytes);
        if (!_budget.Fits(loaded.MemoryBytes, Loaded))
        {
            // It is larger than was expected; whoever made room for it asks for more the next time.
            states.Leave(index, definition.Name, Text(definition.Version));
            loaded.Dispose();
            return false;
        }

        _models.Add(loaded);
        await _hooks.AdoptAsync().WaitAsync(stop);
        var isReload = _residents.Remove(key, out var older);
        _residents[key] = (loaded, version.Content);
        states.Become(index, new ModelState(definition.Name, loaded.Version, ModelPhase.Ready, $"it takes {MemoryBudget.MiB(loaded.MemoryBytes)} MiB of each device", loaded.MemoryBytes), time.GetElapsedTime(started));
        Publish();
        if (isReload)
            Drain(older.Model, "its files changed, and were loaded anew");
        return true;
    }

    /// <summary>Takes versions out of service; what they have they finish.</summary>
    private void Retire(IEnumerable<(string Name, int Version)> versions, string reason)
    {
        foreach (var key in versions.ToList())
        {
            _residents.Remove(key, out var resident);
            // The routes first, so that whoever finds it closed finds another one.
            Publish();
            Drain(resident.Model, reason);
        }
    }

    private void Drain(ServedModel model, string reason)
    {
        states.Become(model.Index, new ModelState(model.Name, model.Version, ModelPhase.Draining, reason, model.MemoryBytes));
        _draining.Add(model);
        model.Holds.Close();
        UnloadDrained();
    }

    private void UnloadDrained()
    {
        foreach (var model in _draining.Where(m => m.Holds.Ended.IsCompleted).ToList())
        {
            _draining.Remove(model);
            model.Dispose();
            var isAnew = _residents.ContainsKey(KeyOf(model));
            states.Become(isAnew ? model.Index : ModelStates.NotLoaded, new ModelState(model.Name, model.Version, ModelPhase.Unloaded, "", 0));
            states.Leave(model.Index, model.Name, model.Version);
            _hasChanged = true;
        }
    }

    private void Remove(string name)
    {
        if (_removed.TryAdd(name, _models.Routes.All.First(r => r.Name == name).Group))
            _hasChanged = true;
        Retire(_residents.Keys.Where(k => k.Name == name), "it was removed from the repository");
    }

    private void Publish()
    {
        _hasChanged = true;
        var routes = _book.Models.Values.Select(Route).ToList();
        foreach (var route in routes)
            _removed.Remove(route.Name);
        routes.AddRange(_removed.Select(r => new ModelRoute(r.Key, r.Value, null) { Reason = "was removed from the repository of this worker" }));
        _offered.UnionWith(routes.Select(r => r.Group).OfType<string>());
        _models.Routes = new ModelRoutes(routes, _offered);
        _hooks.Changed(_models.Routes, MemoryBytes);
    }

    private ModelRoute Route(KnownModel model)
    {
        ServedModel? Resident(int? version) => version is { } number ? _residents[(model.Name, number)].Model : null;
        var choice = Choose(model, v => _residents.ContainsKey((model.Name, v)));
        var reasons = model.Refused.Select(r => r.Reason).Concat(model.Versions.Where(HasFailed).Select(v => _failures[(model.Name, v.Number)].Reason)).ToList();
        var refusal = reasons.Count > 0 ? $"was refused: {string.Join("; ", reasons)}" : "";
        if (choice is not null)
            return new ModelRoute(model.Name, Resident(choice.Main)!.Group, Resident(choice.Main)) { Canary = Resident(choice.Canary), CanaryPercent = choice.Percent, Reason = refusal };
        if (FindCold(model) is not { } cold)
            return new ModelRoute(model.Name, model.Group, null) { Reason = refusal };
        return new ModelRoute(model.Name, cold.Version.Definition.Config.Group, null) { Cold = cold.Version.Definition, IsWaiting = cold.Fits, Reason = cold.Detail };
    }

    /// <summary>Its message is all that there is to know; anything else is a fault of the program, and keeps its trace.</summary>
    private static bool IsOfFiles(Exception e) => e is IOException or UnauthorizedAccessException;

    private static string Text(int version) => version.ToString(CultureInfo.InvariantCulture);

    [LoggerMessage(1, LogLevel.Error, "Model repository {Root} was not followed, and is looked at again: {Reason}. What serves goes on; make the repository readable")]
    private partial void LogFault(Exception? exception, string root, string reason);
}
