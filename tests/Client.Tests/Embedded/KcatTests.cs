using System.Globalization;
using System.Text;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Client.Tests.Embedded;

public sealed class KcatTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private string Topic { get; } = $"{kafka.Options.Topics.Prefix}.{Guid.NewGuid():N}";

    [SkippableFact]
    public async Task List_TopicOfThreePartitions_ShowsThem()
    {
        Kcat.Require();
        await kafka.CreateTopicAsync(Topic, 3);

        var listing = await Kcat.RunAsync(kafka.Options.BootstrapServers, ["-L", "-t", Topic]);

        Assert.Contains($"topic \"{Topic}\" with 3 partitions", listing, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Produce_KeyAndHeaders_ArriveAtOurs()
    {
        Kcat.Require();
        await kafka.CreateTopicAsync(Topic, 1);

        await Kcat.RunAsync(
            kafka.Options.BootstrapServers,
            ["-P", "-t", Topic, "-K", ":", "-H", "shepherd-model=digits", "-H", "ce_id=7", "-X", "acks=all"],
            "key:value");

        var record = Assert.Single(await KafkaRecords.ReadUntilAsync(kafka.Options, Topic, read => read.Count == 1));
        Assert.Equal(("key", "value"), (record.Message.Key, Encoding.UTF8.GetString(record.Message.Value!)));
        Assert.Equal(("digits", "7"), (record.Header("shepherd-model"), record.Header("ce_id")));
    }

    [SkippableFact]
    public async Task Consume_RecordsOfOurs_KeyHeadersAndOffsetsShow()
    {
        Kcat.Require();
        await kafka.CreateTopicAsync(Topic, 1);
        for (var i = 0; i < 3; i++)
        {
            var text = i.ToString(CultureInfo.InvariantCulture);
            await KafkaRecords.ProduceAsync(kafka.Options, Topic, Encoding.UTF8.GetBytes($"value{i}"), $"key{i}", [("ce_id", text)]);
        }

        var read = await Kcat.RunAsync(
            kafka.Options.BootstrapServers,
            ["-C", "-t", Topic, "-o", "beginning", "-e", "-q", "-f", "%o %k %s %h\n", "-X", "fetch.wait.max.ms=1"]);

        Assert.Equal(
            ["0 key0 value0 ce_id=0", "1 key1 value1 ce_id=1", "2 key2 value2 ce_id=2"],
            read.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
