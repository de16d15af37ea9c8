namespace Shepherd.Core.Clockwork;

/// <summary>How Clockwork (OSDI'20) decides. The defaults are the strongest for a scheduler beside its devices; <see cref="Published"/> has the published values.</summary>
public sealed record ClockworkOptions
{
    /// <summary>The published batch sizes, for which each model is compiled, and the published buffer.</summary>
    public static readonly ClockworkOptions Published = new() { BatchSizes = [1, 2, 4, 8, 16], BufferNs = 5_000_000 };

    /// <summary>
    /// Sizes that a batch can have, ascending from 1. Default null: every size up to the model's largest batch. The published 1, 2, 4, 8, 16 are the sizes for which Clockwork
    /// compiles each model; nothing in the algorithm rests on them, and devices that run any size answer more with all.
    /// </summary>
    public IReadOnlyList<int>? BatchSizes { get; init; }

    /// <summary>Time before the deadline by which a batch is to end. Default 0; the published 5 ms cover a network between controller, worker and client.</summary>
    public long BufferNs { get; init; }

    /// <summary>Requests that are passed over for a larger batch are given up at once. Default true, as published; kept, they answer a little more where one model runs alone, and cost the others' time where several are overloaded.</summary>
    public bool DropsSkipped { get; init; } = true;

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (BufferNs < 0)
            return $"buffer: {BufferNs} ns is negative";
        if (BatchSizes is null)
            return null;
        for (var i = 0; i < BatchSizes.Count; i++)
        {
            if (BatchSizes[i] <= (i == 0 ? 0 : BatchSizes[i - 1]))
                return $"batch sizes: {string.Join(", ", BatchSizes)} do not ascend";
        }

        return BatchSizes.Count == 0 || BatchSizes[0] != 1 ? "batch sizes must begin with 1, or a lone request never runs" : null;
    }
}
