using Confluent.Kafka;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Offsets;

namespace Shepherd.GpuWorker.Publishing;

/// <summary>What a record still owes before its offset may be committed: its result acknowledged, and its dead letter where there is one.</summary>
internal sealed class Settlement(TopicPartitionOffset place, int bytes, int parts, OffsetTracker tracker, IntakeGate gate)
{
    private int _owed = parts;

    public TopicPartitionOffset Place => place;

    public void PartDone()
    {
        if (Interlocked.Decrement(ref _owed) != 0)
            return;
        tracker.Complete(place);
        gate.Release(bytes);
    }
}
