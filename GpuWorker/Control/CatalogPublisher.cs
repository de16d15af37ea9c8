using System.Text;
using Confluent.Kafka;
using Shepherd.GpuWorker.Publishing;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Control;

/// <summary>Tells the catalog topic what this worker serves. Workers with the same repository write the same entries.</summary>
internal sealed partial class CatalogPublisher(WorkerOptions options, WorkerProducer producer, TimeProvider time, ILogger<CatalogPublisher> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, byte[]> _published = new(StringComparer.Ordinal);

    /// <summary>Publishes the entries that are not there yet as they are. One call at a time.</summary>
    public async Task PublishAsync(IEnumerable<CatalogEntry> entries, CancellationToken stop)
    {
        var news = entries.Where(e => !(_published.TryGetValue(e.Model, out var known) && ControlCodec.Encode(e).AsSpan().SequenceEqual(known))).ToList();
        await Task.WhenAll(news.Select(e => PublishAsync(e, stop)));
        foreach (var entry in news)
            _published[entry.Model] = ControlCodec.Encode(entry);
    }

    private async Task PublishAsync(CatalogEntry entry, CancellationToken stop)
    {
        var headers = new Headers();
        ResultHeaders.Add(headers, HeaderNames.ContentType, ContentTypes.Avro);
        var message = new Message<byte[]?, byte[]> { Key = Encoding.UTF8.GetBytes(entry.Model), Value = ControlCodec.Encode(entry), Headers = headers };
        while (true)
        {
            try
            {
                await producer.SendAsync(options.Kafka.Topics.Catalog, message, stop);
                return;
            }
            catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_UnknownTopic or ErrorCode.UnknownTopicOrPart)
            {
                // The planner creates the topics, and may come up after its workers.
                LogWaiting(options.Kafka.Topics.Catalog, e.Error.Reason);
            }

            await Task.Delay(Pause, time, stop);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Topic {Topic} is not there yet ({Reason}): is a planner running?")]
    private partial void LogWaiting(string topic, string reason);
}
