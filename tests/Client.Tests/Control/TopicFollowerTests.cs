using Confluent.Kafka;
using Shepherd.Client.Control;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Client.Tests.Control;

public sealed class TopicFollowerTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    /// <summary>As of two workers' heartbeats: a cluster that wakes waiting fetches answers each of them with a record, never with the end.</summary>
    private static readonly TimeSpan WriteInterval = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task CaughtUp_TopicWrittenToAllTheTime_CompletesAfterTheRecordsOfTheStart()
    {
        const int Old = 3;
        var options = kafka.NewOptions();
        await kafka.CreateTopicAsync(options.Topics.Workers, 1);
        using var stop = new CancellationTokenSource();
        var written = 0;
        // On a thread of its own: a busy thread pool would hold up the writer, and the topic would show its end.
        var writing = Task.Factory.StartNew(
            () => WriteUntil(options, () => Interlocked.Increment(ref written), stop.Token),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref written) >= Old, "records are written");
        var seen = 0;
        using var follower = new TopicFollower(options, options.Topics.Workers, (_, _) => Interlocked.Increment(ref seen));

        try
        {
            await follower.CaughtUp.WaitAsync(Eventually.Patience);

            Assert.False(writing.IsCompleted);
            Assert.True(seen >= Old, $"{seen} records were handed over");
        }
        finally
        {
            await stop.CancelAsync();
            await writing;
        }
    }

    [Fact]
    public async Task Completion_TakerFails_SaysWhichTopicAndWhy()
    {
        var options = kafka.NewOptions();
        await kafka.CreateTopicAsync(options.Topics.Workers, 1);
        using var follower = new TopicFollower(options, options.Topics.Workers, (_, _) => throw new InvalidOperationException("no room"));
        await follower.CaughtUp.WaitAsync(Eventually.Patience);
        Assert.False(follower.Completion.IsCompleted);

        await KafkaRecords.ProduceAsync(options, options.Topics.Workers, [1]);

        var thrown = await Assert.ThrowsAsync<InferenceClientException>(() => follower.Completion.WaitAsync(Eventually.Patience));
        Assert.All([options.Topics.Workers, "no room"], part => Assert.Contains(part, thrown.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Completion_Disposed_CompletesWithoutError()
    {
        var options = kafka.NewOptions();
        var follower = new TopicFollower(options, options.Topics.Workers, (_, _) => { });
        follower.Dispose();
        await follower.Completion.WaitAsync(Eventually.Patience);
    }

    private static void WriteUntil(KafkaOptions options, Action onWritten, CancellationToken stop)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(options.ToSettings("shepherd-tests")).Build();
        do
            producer.Produce(options.Topics.Workers, new Message<Null, byte[]> { Value = [1] }, _ => onWritten());
        while (!stop.WaitHandle.WaitOne(WriteInterval));
        producer.Flush(Eventually.Patience);
    }
}
