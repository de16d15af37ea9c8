using System.Collections.Frozen;
using Shepherd.GpuWorker.Models;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Serving;

/// <summary>Which version serves which request: a snapshot that never changes, swapped as a whole.</summary>
internal sealed class ModelRoutes
{
    private readonly FrozenDictionary<string, ModelRoute> _byName;
    private readonly FrozenSet<string> _waiting;

    /// <param name="routes">One for each model that is or was in the repository.</param>
    /// <param name="formerGroups">Groups that were offered once: whoever still asks there is answered.</param>
    public ModelRoutes(IEnumerable<ModelRoute> routes, IEnumerable<string>? formerGroups = null)
    {
        _byName = routes.ToFrozenDictionary(r => r.Name, StringComparer.Ordinal);
        var all = _byName.Values.OrderBy(r => r.Name, StringComparer.Ordinal).ToList();
        Groups = [.. all.Where(r => r.Main is not null).Select(r => r.Group!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _waiting = all.Where(r => r is { IsWaiting: true, Group: not null }).Select(r => r.Group!).ToFrozenSet(StringComparer.Ordinal);
        ColdGroups = [.. _waiting.Except(Groups).Order(StringComparer.Ordinal)];
        RefusedGroups = [.. all.Where(r => r.Group is not null).Select(r => r.Group!).Concat(formerGroups ?? []).Except(Groups).Except(ColdGroups).Order(StringComparer.Ordinal)];
        CatalogEntries = [.. all.Where(r => r.Definition is not null).Select(r => r.Definition!.ToCatalogEntry())];
    }

    /// <summary>Groups of which a model is loaded.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>Groups of which none is: they are loaded when the plan gives them to this worker.</summary>
    public IReadOnlyList<string> ColdGroups { get; }

    /// <summary>Groups of which none can be: somebody must answer their requests with the reason.</summary>
    public IReadOnlyList<string> RefusedGroups { get; }

    public IReadOnlyList<CatalogEntry> CatalogEntries { get; }

    /// <summary>Every model's route.</summary>
    public IEnumerable<ModelRoute> All => _byName.Values;

    /// <summary>True unless a model of the group is still to be loaded.</summary>
    public bool IsReady(string group) => !_waiting.Contains(group);

    /// <summary>The version for a request; else says why there is none.</summary>
    public ServedModel? Find(string name, string version, string id, out string reason)
    {
        if (_byName.TryGetValue(name, out var route))
            return route.Choose(version, id, out reason);
        reason = $"no model '{name}' in the repository of this worker";
        return null;
    }

    /// <summary>Those groups that no model of the repository is in, refused models included.</summary>
    public IEnumerable<string> FindUnknown(IEnumerable<string> groups) => groups.Except(All.Select(r => r.Group).OfType<string>(), StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>The only model of a group, for requests that name none.</summary>
    public string? OnlyModelOf(string group)
    {
        var names = _byName.Values.Where(r => r.Definition?.Config.Group == group).Select(r => r.Name).Take(2).ToList();
        return names.Count == 1 ? names[0] : null;
    }

    /// <summary>Routes of models in one version each, and of refused ones.</summary>
    public static ModelRoutes Of(IReadOnlyList<ServedModel> models, IReadOnlyList<RefusedModel> refused)
    {
        var refusals = refused.GroupBy(r => r.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => string.Join("; ", g.Select(r => r.Reason)), StringComparer.Ordinal);
        var routes = models.Select(m => new ModelRoute(m.Name, m.Group, m)).ToList();
        routes.AddRange(refused.DistinctBy(r => r.Name, StringComparer.Ordinal)
            .Where(r => models.All(m => m.Name != r.Name))
            .Select(r => new ModelRoute(r.Name, r.Group, null) { Reason = $"was refused: {refusals[r.Name]}" }));
        return new ModelRoutes(routes);
    }
}
