namespace Shepherd.Core.Policies;

/// <summary>FNV-1a over every decision and its instant: two runs that decide alike have one digest, whoever drives them.</summary>
public sealed class DecisionDigest
{
    private const ulong Prime = 0x100000001B3;

    /// <summary>Of what was added so far.</summary>
    public ulong Value { get; private set; } = 0xCBF29CE484222325;

    /// <summary>Takes the next decision.</summary>
    /// <param name="decision">Its predicted time and its kind of drop are not part of the digest.</param>
    /// <param name="nowNs">When it was taken.</param>
    public void Add(Decision decision, long nowNs)
    {
        Add(nowNs);
        Add((long)decision.Verb);
        Add(decision.Lane);
        if (decision.Dropped is { } dropped)
            Add(dropped.Sequence);
        for (var i = 0; i < decision.Batch?.Count; i++)
            Add(decision.Batch[i].Sequence);
    }

    private void Add(long number)
    {
        for (var shift = 0; shift < 64; shift += 8)
            Value = (Value ^ (byte)(number >> shift)) * Prime;
    }
}
