using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Shepherd.Client.Kafka;
using Shepherd.Client.Requests;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Client.Results;

/// <summary>Reads every partition of a result topic from its end on, each request id once.</summary>
internal sealed class ResultStream : IDisposable
{
    /// <summary>Results read ahead of the caller, at most; then reading waits. Results can be large, callers need few at a time.</summary>
    internal const int ReadAheadMax = 256;

    private readonly Channel<InferenceResult> _results =
        Channel.CreateBounded<InferenceResult>(new BoundedChannelOptions(ReadAheadMax) { SingleWriter = true });

    private readonly RecentIds _seen = new(PendingRequests.DefaultRememberedMax);
    private readonly TopicReader _reader;
    private readonly ILogger _logger;

    internal ResultStream(KafkaOptions options, string topic, ILogger logger)
    {
        _logger = logger;
        _reader = new TopicReader(options, [new ReadTopic(topic, ReadFrom.End)], Take, logger);
        _reader.Completion.ContinueWith(
            ended => _results.Writer.TryComplete(ended.Exception?.InnerException),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    internal Task Positioned => _reader.Positioned;

    internal async IAsyncEnumerable<InferenceResult> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var result in _results.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            yield return result;
    }

    public void Dispose() => _reader.Dispose();

    private void Take(ConsumeResult<string?, byte[]?> record, CancellationToken stop)
    {
        if (ResultRecord.FindRequestId(record) is not { Length: > 0 } id)
        {
            _logger.SkippedRecord(record.Topic, record.Partition.Value, record.Offset.Value, "it names no request");
            return;
        }

        if (_seen.Contains(id))
            return;
        var result = ResultRecord.Read(record, id);
        _seen.Add(id);
        // The reader's own thread: waiting here is what bounds the memory of a slow caller.
        _results.Writer.WriteAsync(result, stop).AsTask().GetAwaiter().GetResult();
    }
}
