using System.Text;
using Confluent.Kafka;
using Shepherd.GpuWorker.Publishing;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Control;

/// <summary>Tells the catalog topic what this worker serves. Workers with the same repository write the same entries.</summary>
internal sealed class CatalogPublisher(WorkerOptions options, WorkerProducer producer)
{
    public Task PublishAsync(IEnumerable<CatalogEntry> entries, CancellationToken stop) => Task.WhenAll(entries.Select(entry =>
    {
        var headers = new Headers();
        ResultHeaders.Add(headers, HeaderNames.ContentType, ContentTypes.Avro);
        var message = new Message<byte[]?, byte[]> { Key = Encoding.UTF8.GetBytes(entry.Model), Value = ControlCodec.Encode(entry), Headers = headers };
        return producer.SendAsync(options.Kafka.Topics.Catalog, message, stop);
    }));
}
