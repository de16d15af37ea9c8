using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Client.Kafka;

/// <summary>Reads topics on a thread of its own, without a group, and hands over record by record. A <see cref="CodecException"/> from the taker skips the record.</summary>
internal sealed class TopicReader : IDisposable
{
    // How long one question to the cluster may take before it is asked again; also bounds how long Dispose waits for it.
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(2);

    // Between two looks at a topic that is not there yet.
    private static readonly TimeSpan AskPause = TimeSpan.FromMilliseconds(100);

    private readonly KafkaOptions _options;
    private readonly IReadOnlyList<ReadTopic> _topics;
    private readonly Action<ConsumeResult<string?, byte[]?>, CancellationToken> _onRecord;
    private readonly ILogger _logger;
    private readonly ReadPace _pace;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<IReadOnlyList<TopicPartition>> _positioned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ReadPosition _position = new();
    private readonly Thread _thread;
    private volatile IConsumer<string?, byte[]?>? _consumer;

    internal TopicReader(
        KafkaOptions options,
        IReadOnlyList<ReadTopic> topics,
        Action<ConsumeResult<string?, byte[]?>, CancellationToken> onRecord,
        ILogger logger,
        ReadPace pace = ReadPace.Data)
    {
        _pace = pace;
        _options = options;
        _topics = topics;
        _onRecord = onRecord;
        _logger = logger;
        _thread = new Thread(Run) { IsBackground = true, Name = $"read-{topics[0].Name}" };
        _thread.Start();
    }

    /// <summary>Completes with the partitions read once their start offsets are fixed: a record written after that is seen.</summary>
    internal Task<IReadOnlyList<TopicPartition>> Positioned => _positioned.Task;

    /// <summary>Completes when each partition was read to the end that it had at the start.</summary>
    internal Task CaughtUp => _caughtUp.Task;

    /// <summary>Completes when reading ends by <see cref="Dispose"/>, faults when it cannot go on.</summary>
    internal Task Completion => _completion.Task;

    /// <summary>Asks for the ends of the partitions and completes when everything before them was handed over. A topic that does not exist yet is waited for.</summary>
    /// <exception cref="KafkaException">The broker did not say.</exception>
    internal async Task ReadToEndAsync(CancellationToken cancellationToken)
    {
        var partitions = await Positioned.WaitAsync(cancellationToken).ConfigureAwait(false);
        var consumer = _consumer ?? throw new OperationCanceledException("reading has ended");
        // The client asks on the calling thread.
        var ends = await Task.Run(() => partitions.Select(p => (Partition: p, End: consumer.QueryWatermarkOffsets(p, AskTimeout).High.Value)).ToList(), cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(ends.Select(e => _position.UntilAsync(e.Partition, e.End))).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private string Names => string.Join(", ", _topics.Select(t => t.Name));

    public void Dispose()
    {
        _stop.Cancel();
        if (Thread.CurrentThread != _thread)
            _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        try
        {
            using var consumer = KafkaClients.CreateReader(_options, _thread.Name!, _pace, _logger);
            var starts = _topics.SelectMany(topic => FindStarts(consumer, topic)).ToList();
            consumer.Assign(starts.Select(s => s.Place));
            _consumer = consumer;
            _positioned.SetResult([.. starts.Select(s => s.Place.TopicPartition)]);
            Read(consumer, starts.ToDictionary(s => s.Place.TopicPartition, s => s.End));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            End(null);
        }
        catch (Exception exception)
        {
            // The last stop of this thread: whoever waits on it is told, and the reason is logged.
            _logger.ReadingEnded(Names, exception);
            End(exception as InferenceClientException
                ?? new InferenceClientException($"reading {Names} ended: {exception.Message}. Start this process again; should it end again, the log says at which record", exception));
        }
    }

    private void Read(IConsumer<string?, byte[]?> consumer, Dictionary<TopicPartition, long> behind)
    {
        while (true)
        {
            ConsumeResult<string?, byte[]?> record;
            try
            {
                record = consumer.Consume(_stop.Token);
            }
            catch (ConsumeException exception) when (!exception.Error.IsFatal)
            {
                _logger.KafkaError(exception.Error);
                continue;
            }

            if (!record.IsPartitionEOF)
                HandOver(record);
            _position.Reach(record.TopicPartition, record.IsPartitionEOF ? record.Offset.Value : record.Offset.Value + 1);
            // A topic that is written to all the time never shows its end: the end it had at the start counts as well.
            if (behind.TryGetValue(record.TopicPartition, out var end) && (record.IsPartitionEOF || record.Offset.Value + 1 >= end)
                && behind.Remove(record.TopicPartition) && behind.Count == 0)
                _caughtUp.TrySetResult();
        }
    }

    private void HandOver(ConsumeResult<string?, byte[]?> record)
    {
        try
        {
            _onRecord(record, _stop.Token);
        }
        catch (CodecException exception)
        {
            _logger.SkippedRecord(record.Topic, record.Partition.Value, record.Offset.Value, exception.Message);
        }
    }

    private List<(TopicPartitionOffset Place, long End)> FindStarts(IConsumer<string?, byte[]?> consumer, ReadTopic topic)
    {
        while (true)
        {
            _stop.Token.ThrowIfCancellationRequested();
            try
            {
                var partitions = KafkaTopics.CountPartitions(consumer.Handle, topic.Name, AskTimeout);
                IEnumerable<int> chosen = topic.Choose is { } choose ? [choose(partitions)] : Enumerable.Range(0, partitions);
                return [.. chosen.Select(p => FindStart(consumer, new TopicPartition(topic.Name, p), topic.From))];
            }
            catch (KafkaException exception) when (!exception.Error.IsFatal)
            {
                _logger.WaitingForTopic(topic.Name, exception.Error.Reason);
            }

            _stop.Token.WaitHandle.WaitOne(AskPause);
        }
    }

    private static (TopicPartitionOffset Place, long End) FindStart(IConsumer<string?, byte[]?> consumer, TopicPartition partition, ReadFrom from)
    {
        var end = consumer.QueryWatermarkOffsets(partition, AskTimeout).High;
        return (new TopicPartitionOffset(partition, from == ReadFrom.Beginning ? Offset.Beginning : end), end.Value);
    }

    private void End(Exception? exception)
    {
        _consumer = null;
        _position.End();
        if (exception is null)
        {
            _positioned.TrySetCanceled();
            _caughtUp.TrySetCanceled();
            _completion.TrySetResult();
            return;
        }

        _positioned.TrySetException(exception);
        _caughtUp.TrySetException(exception);
        _completion.TrySetException(exception);
    }
}
