using Confluent.Kafka;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Offsets;
using Shepherd.Tests.Shared;

namespace Shepherd.GpuWorker.Tests.Intake;

public sealed class ConsumerLagTests
{
    private static readonly TopicPartition First = new("shepherd.requests.g", 0);

    private readonly OffsetTracker _tracker = new();
    private readonly ManualClock _clock = new();
    private readonly ConsumerLag _lag;

    public ConsumerLagTests() => _lag = new ConsumerLag(_tracker, _clock);

    [Fact]
    public void Look_SomeAreUnansweredAndSomeUnread_CountsBoth()
    {
        _tracker.Start("g", First, 10);
        _tracker.Take(new TopicPartitionOffset(First, 10));
        _tracker.Take(new TopicPartitionOffset(First, 11));
        _tracker.Complete(new TopicPartitionOffset(First, 10));

        _lag.Look(_ => new WatermarkOffsets(0, 100));

        Assert.Equal([new PartitionLag("g", 0, 89)], _lag.View);
    }

    [Fact]
    public void Look_LogsBeginningIsNotKnownYet_CountsFromIt()
    {
        _tracker.Start("g", First, null);

        _lag.Look(_ => new WatermarkOffsets(40, 100));

        Assert.Equal([new PartitionLag("g", 0, 60)], _lag.View);
    }

    [Fact]
    public void Look_NothingFetchedYet_TellsNothing()
    {
        _tracker.Start("g", First, 10);

        _lag.Look(_ => new WatermarkOffsets(Offset.Unset, Offset.Unset));

        Assert.Empty(_lag.View);
    }

    [Fact]
    public void Look_TooSoon_AsksNobody()
    {
        _tracker.Start("g", First, 10);
        var asked = 0;
        WatermarkOffsets Ask(TopicPartition partition)
        {
            asked++;
            return new WatermarkOffsets(0, 100);
        }

        _lag.Look(Ask);
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        _lag.Look(Ask);
        Assert.Equal(1, asked);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        _lag.Look(Ask);
        Assert.Equal(2, asked);
    }
}
