using System.Collections.Frozen;
using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Models;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Serving;

/// <summary>The models of this worker: loaded on every lane, or refused with a reason.</summary>
internal sealed class ServedModels : IDisposable
{
    private readonly IReadOnlyList<ServedModel> _models;
    private readonly FrozenDictionary<string, ServedModel> _byName;
    private readonly FrozenDictionary<string, string> _refused;

    public ServedModels(IReadOnlyList<ServedModel> models, IReadOnlyList<RefusedModel> refused)
    {
        _models = models;
        _byName = models.ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);
        _refused = refused.Where(r => !_byName.ContainsKey(r.Name))
            .GroupBy(r => r.Name, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => string.Join("; ", g.Select(r => r.Reason)), StringComparer.Ordinal);
        // A refused model keeps its group, so that somebody answers the requests for it.
        Groups = models.Select(m => m.Group)
            .Concat(refused.Where(r => r.Group is not null && _refused.ContainsKey(r.Name)).Select(r => r.Group!))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
    }

    public IReadOnlyList<string> Groups { get; }

    public IEnumerable<CatalogEntry> CatalogEntries => _models.Select(m => m.Definition.ToCatalogEntry());

    /// <summary>For logs: the models that can be suspended.</summary>
    public string SuspendingNames => string.Join(", ", _models.Where(m => m.CanSuspend).Select(m => m.Name).DefaultIfEmpty("none"));

    public ServingPlan ToServingPlan(int lanes) => new(_models.Select(m => m.ToPlanned()).ToList(), lanes);

    /// <summary>What the lanes can do of what is wanted: they suspend where a model runs in segments. Each model's own stops are in <see cref="ToServingPlan"/>.</summary>
    /// <param name="wanted">The most that is wanted.</param>
    /// <param name="suspendBudgetBytes">State of suspended batches that a lane keeps.</param>
    public PreemptionTerms Terms(PreemptionKind wanted, long suspendBudgetBytes)
    {
        var kind = wanted == PreemptionKind.Suspend && !_models.Any(m => m.CanSuspend) ? PreemptionKind.Restart : wanted;
        // A model in segments always runs in them, so that what they cost is in its profile.
        return PreemptionTerms.Measured(kind) with { ExitPoints = 0, SegmentCost = 0, SuspendBudgetBytes = suspendBudgetBytes };
    }

    public ServedModel this[int index] => _models[index];

    /// <summary>Finds a model; else says why there is none.</summary>
    public ServedModel? Find(string name, string version, out string reason)
    {
        reason = "";
        if (!_byName.TryGetValue(name, out var model))
            reason = _refused.TryGetValue(name, out var refusal) ? $"model '{name}' was refused: {refusal}" : $"no model '{name}' in the repository of this worker";
        else if (version.Length > 0 && version != model.Version)
            reason = $"model '{name}' is served in version {model.Version}, not '{version}'";
        return reason.Length == 0 ? model : null;
    }

    /// <summary>The only model of a group, for requests that name none.</summary>
    public string? OnlyModelOf(string group)
    {
        var names = _models.Where(m => m.Group == group).Select(m => m.Name).Take(2).ToList();
        return names.Count == 1 ? names[0] : null;
    }

    public void Dispose()
    {
        foreach (var model in _models)
            model.Dispose();
    }
}
