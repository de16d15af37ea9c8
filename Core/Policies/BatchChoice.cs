namespace Shepherd.Core.Policies;

/// <summary>What an idle lane is to run: a range of a queue, or a batch that is suspended on the lane. The default value: nothing.</summary>
/// <param name="Queue">Queue of a fresh batch; null for none.</param>
/// <param name="Index">First request taken.</param>
/// <param name="Count">How many.</param>
/// <param name="Suspended">The suspended batch to go on with, instead of a fresh one.</param>
internal readonly record struct BatchChoice(DeadlineQueue? Queue, int Index, int Count, LaneRun? Suspended = null)
{
    public bool IsNothing => Queue is null && Suspended is null;
}
