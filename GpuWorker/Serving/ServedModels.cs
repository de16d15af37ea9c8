using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Models;

namespace Shepherd.GpuWorker.Serving;

/// <summary>
/// The models of this worker, by the index that requests carry through the policy, and the routes that requests take to them. Both are snapshots: one thread changes them, all others read without a
/// lock. An index means the same model as long as anybody holds that (<see cref="ServedModel.Holds"/>); after that the policy may go on knowing the one that left, of which nothing waits.
/// </summary>
internal sealed class ServedModels : IDisposable
{
    private volatile ServedModel[] _models;
    private volatile ModelRoutes _routes;

    /// <summary>Models in one version each, their index being their place.</summary>
    public ServedModels(IReadOnlyList<ServedModel> models, IReadOnlyList<RefusedModel> refused) => (_models, _routes) = ([.. models], ModelRoutes.Of(models, refused));

    /// <summary>How requests find a model; written by the one who changes the models.</summary>
    public ModelRoutes Routes
    {
        get => _routes;
        set => _routes = value;
    }

    /// <summary>For logs: the models that can be suspended.</summary>
    public string SuspendingNames => string.Join(", ", Present.Where(m => m.CanSuspend).Select(m => m.Name).Distinct().DefaultIfEmpty("none"));

    public ServedModel this[int index] => _models[index];

    /// <summary>Those that are loaded.</summary>
    public IEnumerable<ServedModel> Present => _models.Where(m => !m.IsGone);

    public ServingPlan ToServingPlan(int lanes) => new(_models.Select(m => m.ToPlanned()).ToList(), lanes);

    /// <summary>What the lanes can do of what is wanted: they suspend where a model runs in segments. Each model's own stops are in <see cref="ToServingPlan"/>.</summary>
    /// <param name="wanted">The most that is wanted.</param>
    /// <param name="suspendBudgetBytes">State of suspended batches that a lane keeps.</param>
    public PreemptionTerms Terms(PreemptionKind wanted, long suspendBudgetBytes)
    {
        var kind = wanted == PreemptionKind.Suspend && !Present.Any(m => m.CanSuspend) ? PreemptionKind.Restart : wanted;
        // A model in segments always runs in them, so that what they cost is in its profile.
        return PreemptionTerms.Measured(kind) with { ExitPoints = 0, SegmentCost = 0, SuspendBudgetBytes = suspendBudgetBytes };
    }

    /// <summary>Finds the version for a request; else says why there is none.</summary>
    public ServedModel? Find(string name, string version, string id, out string reason) => _routes.Find(name, version, id, out reason);

    /// <inheritdoc cref="ModelRoutes.OnlyModelOf"/>
    public string? OnlyModelOf(string group) => _routes.OnlyModelOf(group);

    /// <summary>A model by its exact version, as a lead asks for it.</summary>
    public ServedModel? FindExactly(string name, string version) => Array.Find(_models, m => !m.IsGone && m.Name == name && m.Version == version);

    /// <summary>What is warm here.</summary>
    public IReadOnlyList<(string Model, string Version)> NamesAndVersions => [.. _models.Where(m => !m.IsGone).Select(m => (m.Name, m.Version))];

    /// <summary>What is warm here and not elsewhere, for people; null when nothing is.</summary>
    public string? FindMissing(IReadOnlyCollection<(string Model, string Version)> there)
    {
        var missing = NamesAndVersions.Except(there).Select(m => $"{m.Model} version {m.Version}").ToList();
        return missing.Count == 0 ? null : string.Join(", ", missing);
    }

    /// <summary>The index for a model that comes: one whose model is gone, of the same name if there is one, so that what a policy knows of its queues fits; else the next.</summary>
    public int FreeIndex(string name)
    {
        var models = _models;
        var same = Array.FindIndex(models, m => m.IsGone && m.Name == name);
        var any = same >= 0 ? same : Array.FindIndex(models, m => m.IsGone);
        return any >= 0 ? any : models.Length;
    }

    /// <summary>Puts a model at its index. It is served once the driver has been told of the change and a route leads to it.</summary>
    public void Add(ServedModel model)
    {
        ServedModel[] models = [.. _models];
        if (model.Index == models.Length)
            models = [.. models, model];
        else if (models[model.Index].IsGone)
            models[model.Index] = model;
        else
            throw new InvalidOperationException($"index {model.Index} is that of model '{models[model.Index].Name}', version {models[model.Index].Version}");
        _models = models;
    }

    public void Dispose()
    {
        foreach (var model in Present)
            model.Dispose();
    }
}
