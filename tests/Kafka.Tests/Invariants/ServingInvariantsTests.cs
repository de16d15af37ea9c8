using System.Text;
using Confluent.Kafka;
using Shepherd.Schemas;

namespace Shepherd.Kafka.Tests.Invariants;

public sealed class ServingInvariantsTests
{
    private static readonly Dictionary<string, int> Partitions = new() { ["a"] = 0, ["b"] = 0, ["c"] = 1 };

    [Fact]
    public void FindStale_SuccessorsAfterEachOther_FindsNothing() =>
        Assert.Empty(ServingInvariants.FindStale([Result("a", "1.1", "w1", 0), Result("c", "1.1", "w1", 1), Result("b", "1.2", "w2", 2), Result("c", "1.1", "w1", 3)], Partitions));

    [Fact]
    public void FindStale_FormerOwnerAfterItsSuccessor_NamesBoth() =>
        Assert.Contains("w1 published it under epoch 1.1, after 1.2", Assert.Single(ServingInvariants.FindStale([Result("a", "1.2", "w2", 0), Result("b", "1.1", "w1", 1)], Partitions)), StringComparison.Ordinal);

    [Fact]
    public void FindStale_TwoOwnersOfOneEpoch_NamesBoth() =>
        Assert.Contains("w2 and w1 both published", Assert.Single(ServingInvariants.FindStale([Result("a", "1.1", "w1", 0), Result("b", "1.1", "w2", 1)], Partitions)), StringComparison.Ordinal);

    private static ConsumeResult<string?, byte[]?> Result(string id, string epoch, string worker, long offset) => new()
    {
        TopicPartitionOffset = new TopicPartitionOffset("results", 0, offset),
        Message = new Message<string?, byte[]?>
        {
            Key = id,
            Value = [],
            Headers = new Headers { { HeaderNames.Epoch, Encoding.UTF8.GetBytes(epoch) }, { HeaderNames.Worker, Encoding.UTF8.GetBytes(worker) } },
        },
    };
}
