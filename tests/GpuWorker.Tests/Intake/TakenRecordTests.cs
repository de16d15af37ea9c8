using Confluent.Kafka;
using Shepherd.GpuWorker.Intake;

namespace Shepherd.GpuWorker.Tests.Intake;

public sealed class TakenRecordTests
{
    [Fact]
    public void PlaceText_IsTopicPartitionAndOffset()
    {
        var value = new RecordValue.Deserializer().Deserialize([], isNull: false, default);
        Assert.Equal("t[15]@242", new TakenRecord("g", new TopicPartitionOffset("t", 15, 242), null, null, [], value).PlaceText);
    }
}
