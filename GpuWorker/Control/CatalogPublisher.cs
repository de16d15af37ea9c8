using System.Text;
using Confluent.Kafka;
using Shepherd.GpuWorker.Profiling.Catalog;
using Shepherd.GpuWorker.Publishing;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Control;

/// <summary>
/// Tells the catalog topic what this worker serves, and what it takes. Workers with the same repository write the same entries; the profiles that an entry has of others stay in it. Who writes between a reading and the
/// writing is overwritten, and finds that out: see <see cref="ProfileWord"/>.
/// </summary>
internal sealed partial class CatalogPublisher(WorkerOptions options, WorkerProducer producer, ICatalogView catalog, TimeProvider time, ILogger<CatalogPublisher> logger) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Of each model what this worker serves, without profiles, as it was published.</summary>
    private readonly Dictionary<string, byte[]> _published = new(StringComparer.Ordinal);

    /// <summary>Of each model what was sent last: it may not be read back yet.</summary>
    private readonly Dictionary<string, CatalogEntry> _sent = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Publishes the entries that are not there yet as they are; their profiles are those that the catalog has.</summary>
    public async Task PublishAsync(IEnumerable<CatalogEntry> entries, CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        try
        {
            var news = entries.Where(e => !(_published.TryGetValue(e.Model, out var known) && ControlCodec.Encode(e).AsSpan().SequenceEqual(known))).ToList();
            await Task.WhenAll(news.Select(e => SendAsync(e with { Profiles = (catalog.Find(e.Model) ?? _sent.GetValueOrDefault(e.Model))?.Profiles ?? [] }, stop)));
            foreach (var entry in news)
                _published[entry.Model] = ControlCodec.Encode(entry);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Publishes a profile of a model that was published, among those that the catalog has. What else the entry says stays: another worker may serve a newer version.</summary>
    public async Task PublishAsync(string model, CatalogProfile profile, CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        try
        {
            if ((catalog.Find(model) ?? _sent.GetValueOrDefault(model)) is { } entry)
                await SendAsync(entry with { Profiles = CatalogMerge.Of(entry.Profiles, profile) }, stop);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task SendAsync(CatalogEntry entry, CancellationToken stop)
    {
        var value = ControlCodec.Encode(entry);
        if (catalog.Find(entry.Model) is { } held && ControlCodec.Encode(held).AsSpan().SequenceEqual(value))
            return;
        lock (_sent)
            _sent[entry.Model] = entry;
        var headers = new Headers();
        ResultHeaders.Add(headers, HeaderNames.ContentType, ContentTypes.Avro);
        var message = new Message<byte[]?, byte[]> { Key = Encoding.UTF8.GetBytes(entry.Model), Value = value, Headers = headers };
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

            catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_MsgTimedOut or ErrorCode.Local_PurgeQueue or ErrorCode.Local_TimedOut)
            {
                LogUntaken(options.Kafka.Topics.Catalog, e.Error.Reason);
            }

            await Task.Delay(Pause, time, stop);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Topic {Topic} is not there yet ({Reason}): is a planner running?")]
    private partial void LogWaiting(string topic, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Topic {Topic} takes nothing yet ({Reason}): is the broker there?")]
    private partial void LogUntaken(string topic, string reason);
}
