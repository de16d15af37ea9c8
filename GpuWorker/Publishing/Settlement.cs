using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Offsets;

namespace Shepherd.GpuWorker.Publishing;

/// <summary>What a record still owes before its offset may be committed: its result acknowledged, and its dead letter where there is one.</summary>
/// <param name="record">The record; its value is still there.</param>
/// <param name="parts">What is to be acknowledged.</param>
/// <param name="tracker">Told that its offset is done.</param>
/// <param name="gate">Counted it when it was taken, as did the record's own.</param>
internal sealed class Settlement(TakenRecord record, int parts, OffsetTracker tracker, IntakeGate gate)
{
    private const int FirstPauseMs = 50;

    /// <summary>Pauses double up to 1.6 s: a record that waits for its topic costs little, and is answered soon after the topic is there.</summary>
    private const int DoublingsMax = 5;

    private readonly int _bytes = record.Value.Length;
    private int _owed = parts;
    private int _retries;

    public string PlaceText => record.PlaceText;

    /// <summary>Its partition is another worker's: it owes nothing here any more.</summary>
    public bool IsLost => record.Holding is { IsLost: true };

    /// <summary>The record is another worker's to answer: what was taken of it is given back.</summary>
    public void Abandon()
    {
        if (Interlocked.Exchange(ref _owed, 0) <= 0)
            return;
        record.Value.Dispose();
        GiveBack();
    }

    /// <summary>How long to wait before the next attempt to publish.</summary>
    public TimeSpan NextPause() => TimeSpan.FromMilliseconds(FirstPauseMs << Math.Min(Interlocked.Increment(ref _retries) - 1, DoublingsMax));

    /// <summary>One thing more is to be acknowledged. While something else still is.</summary>
    public void Owe() => Interlocked.Increment(ref _owed);

    public void PartDone()
    {
        if (Interlocked.Decrement(ref _owed) != 0)
            return;
        // The partition may have come back since: it starts over from what was committed.
        if (!IsLost)
            tracker.Complete(record.Place);
        GiveBack();
    }

    private void GiveBack()
    {
        gate.Release(_bytes);
        record.GroupGate?.Release(_bytes);
        record.TenantGate?.Release(_bytes);
    }
}
