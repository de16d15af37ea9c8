using Shepherd.GpuWorker.Serving;

namespace Shepherd.GpuWorker.Lifecycle;

/// <summary>Room for models within the budget of device memory.</summary>
internal sealed partial class ModelLifecycle
{
    private string _assigned = "";

    /// <summary>
    /// True when a version fits, after those that nobody needs have left for it. Without a plan for its group it makes nobody leave; and where not all models fit, it is not loaded before the plan says
    /// where it is to be: what is loaded first would have its partitions, and keep the others out.
    /// </summary>
    private async Task<bool> MakeRoomAsync(KnownModel model, KnownVersion version, CancellationToken stop)
    {
        if (!_budget.IsLimited)
            return true;
        var (need, group) = (NeedOf(version), version.Definition.Config.Group);
        var isAssigned = _hooks.IsAssigned(group);
        var isServed = _residents.Keys.Any(k => k.Name == model.Name);
        if (!isAssigned)
            return _budget.Fits(need, Loaded) && (isServed || AllFit());
        if (!CanFit(version))
        {
            if (isServed)
                Refuse(version, _budget.Explain(need, [.. Loaded], m => MayLeave(m, model.Name)));
            return false;
        }

        while (!_budget.Fits(need, Loaded))
        {
            if (_draining.Count == 0)
                Retire([KeyOf(MemoryBudget.Next(_residents.Values.Select(r => r.Model), m => MayLeave(m, model.Name))!)], $"model {model.Name} needs its memory, and it is the least recently used that the plan does not name");
            if (_draining.Count > 0)
                await _draining[0].Holds.Ended.WaitAsync(stop);
            UnloadDrained();
        }

        return true;
    }

    /// <summary>The plan gave this worker other groups: models that are not loaded may have to be, and may fit or not.</summary>
    private bool HasPlanChanged()
    {
        if (!_budget.IsLimited)
            return false;
        var assigned = string.Join(' ', _offered.Where(_hooks.IsAssigned));
        if (assigned == _assigned)
            return false;
        _assigned = assigned;
        return true;
    }

    /// <summary>The version of a model without any that would be loaded, and whether there is room for it; null where there is none that can be.</summary>
    private (KnownVersion Version, bool Fits, string Detail)? FindCold(KnownModel model)
    {
        if (model.Versions.FirstOrDefault(v => !HasFailed(v)) is not { } version)
            return null;
        return CanFit(version)
            ? (version, true, "is not loaded: it will be when the plan gives its group to this worker")
            : (version, false, _budget.Explain(NeedOf(version), [.. Loaded], m => MayLeave(m, model.Name)));
    }

    /// <summary>Said of a version that would replace one that serves; of others their route says it.</summary>
    private void Refuse(KnownVersion version, string reason) =>
        states.Become(ModelStates.NotLoaded, new ModelState(version.Definition.Name, Text(version.Number), ModelPhase.Refused, reason, 0));

    private bool CanFit(KnownVersion version) => _budget.CanFit(NeedOf(version), Loaded, m => MayLeave(m, version.Definition.Name));

    /// <summary>What leaves already, and what serves a group that the plan gives to others. Never another version of the same model: it serves until its successor does.</summary>
    private bool MayLeave(ServedModel model, string forModel) => _draining.Contains(model) || (model.Name != forModel && !_hooks.IsAssigned(model.Group));

    private bool AllFit() => _budget.Fits(_book.Models.Values.Sum(m => m.Versions.FirstOrDefault(v => !HasFailed(v)) is { } newest ? NeedOf(newest) : 0), []);

    /// <summary>As it was when it was loaded last, else as expected.</summary>
    private long NeedOf(KnownVersion version) =>
        _measured.TryGetValue((version.Definition.Name, version.Number), out var found) && found.Content == version.Content ? found.Bytes : version.ExpectedBytes * loader.LanesPerDevice;

    private static (string Name, int Version) KeyOf(ServedModel model) => (model.Name, model.Definition.Version);
}
