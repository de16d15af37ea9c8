using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Client.Control;

/// <summary>Reads a control topic from its beginning and stays on it, on a thread of its own. Commits nothing.</summary>
public sealed partial class TopicFollower : IDisposable
{
    /// <summary>A broker that does not wake a waiting fetch delays a control record by at most this; shorter waits only spin.</summary>
    private const string FetchWaitMs = "20";

    /// <summary>How often a follower looks whether it should stop, or asks again for a topic that is not there yet.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private readonly TaskCompletionSource _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly KafkaOptions _kafka;
    private readonly string _topic;
    private readonly Action<string?, ReadOnlyMemory<byte>> _onRecord;
    private readonly ILogger _logger;
    private readonly Thread _thread;

    /// <summary>Starts following.</summary>
    /// <param name="kafka">Where.</param>
    /// <param name="topic">Topic; it may be created later.</param>
    /// <param name="onRecord">Takes each record's key and value on the follower's thread, in log order per partition. A <see cref="CodecException"/> from it skips the record.</param>
    /// <param name="logger">Where skipped records and lost brokers are told; null: nowhere.</param>
    public TopicFollower(KafkaOptions kafka, string topic, Action<string?, ReadOnlyMemory<byte>> onRecord, ILogger? logger = null)
    {
        _kafka = kafka;
        _topic = topic;
        _onRecord = onRecord;
        _logger = logger ?? NullLogger.Instance;
        _thread = new Thread(Run) { IsBackground = true, Name = $"follow {topic}" };
        _thread.Start();
    }

    /// <summary>Completes when everything that was in the topic at the start has been handed over; fails when the follower does.</summary>
    public Task CaughtUp => _caughtUp.Task;

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        if (Thread.CurrentThread != _thread)
            _thread.Join();
        _caughtUp.TrySetCanceled();
    }

    private void Run()
    {
        try
        {
            using var consumer = CreateConsumer();
            var partitions = FindPartitions(consumer);
            if (partitions.Count == 0)
                return;
            consumer.Assign(partitions.Select(p => new TopicPartitionOffset(p, Offset.Beginning)));
            Follow(consumer, partitions.Count);
            consumer.Close();
        }
        catch (Exception e)
        {
            LogFailed(e, _topic);
            _caughtUp.TrySetException(e);
        }
    }

    private IConsumer<string?, byte[]> CreateConsumer()
    {
        var settings = new ConsumerConfig(_kafka.ToSettings($"follow-{_topic}"))
        {
            GroupId = $"{_kafka.Topics.Prefix}.followers",
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            EnablePartitionEof = true,
            AutoOffsetReset = AutoOffsetReset.Earliest,
        };
        settings.Set("fetch.wait.max.ms", FetchWaitMs);
        return new ConsumerBuilder<string?, byte[]>(settings)
            .SetErrorHandler((_, error) => LogKafka(_topic, error.Reason))
            .SetLogHandler((_, _) => { })
            .Build();
    }

    private List<TopicPartition> FindPartitions(IConsumer<string?, byte[]> consumer)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var topic = admin.GetMetadata(_topic, TimeSpan.FromSeconds(5)).Topics.Find(t => t.Topic == _topic);
                if (topic is { Error.IsError: false, Partitions.Count: > 0 })
                    return topic.Partitions.ConvertAll(p => new TopicPartition(_topic, p.PartitionId));
            }
            catch (KafkaException e)
            {
                LogKafka(_topic, e.Error.Reason);
            }

            _stop.Token.WaitHandle.WaitOne(PollInterval);
        }

        return [];
    }

    private void Follow(IConsumer<string?, byte[]> consumer, int partitions)
    {
        var atEnd = new HashSet<int>();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var result = consumer.Consume(PollInterval);
                if (result is null)
                    continue;
                if (!result.IsPartitionEOF)
                    Handle(result);
                else if (atEnd.Add(result.Partition.Value) && atEnd.Count == partitions)
                    _caughtUp.TrySetResult();
            }
            catch (ConsumeException e)
            {
                LogKafka(_topic, e.Error.Reason);
            }
        }
    }

    private void Handle(ConsumeResult<string?, byte[]> record)
    {
        try
        {
            _onRecord(record.Message.Key, record.Message.Value);
        }
        catch (CodecException e)
        {
            LogSkipped(record.TopicPartitionOffset.ToString(), e.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Control record {Place} skipped: {Reason}")]
    private partial void LogSkipped(string place, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Following {Topic}: {Reason}")]
    private partial void LogKafka(string topic, string reason);

    [LoggerMessage(3, LogLevel.Error, "Following {Topic} ended")]
    private partial void LogFailed(Exception exception, string topic);
}
