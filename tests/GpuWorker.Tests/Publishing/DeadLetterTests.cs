using Confluent.Kafka;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Publishing;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tests.Publishing;

public class DeadLetterTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Build_NoBytes_ATombstoneStaysOneAndAnEmptyValueStaysEmpty(bool isNull)
    {
        var value = new RecordValue.Deserializer().Deserialize([], isNull, default);
        var record = new TakenRecord("g", new TopicPartitionOffset("t", 0, 1), null, null, [], value);

        var letter = DeadLetter.Build(record, new InferenceResult("1", "m", Outcome.Invalid));

        Assert.Equal(isNull ? null : [], letter.Value);
    }
}
