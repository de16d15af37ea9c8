namespace Shepherd.GpuWorker.Control;

/// <summary>What heartbeats say of the models: a value, so that a beat says one thing.</summary>
/// <param name="Groups">Model groups of which a model is loaded.</param>
/// <param name="ColdGroups">Those of which none is, and there is room.</param>
/// <param name="RefusedGroups">Those of which none can be.</param>
/// <param name="ModelBytes">What the loaded models take of each device's memory.</param>
internal sealed record ModelOffer(IReadOnlyList<string> Groups, IReadOnlyList<string> ColdGroups, IReadOnlyList<string> RefusedGroups, long ModelBytes)
{
    public static ModelOffer None { get; } = new([], [], [], 0);
}
