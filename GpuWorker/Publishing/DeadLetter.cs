using System.Globalization;
using Confluent.Kafka;
using Shepherd.GpuWorker.Intake;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Publishing;

/// <summary>A record that cannot be served, or that failed its model, as it goes to <c>topic.dlq</c>: key, value and headers unchanged, the cause in further headers.</summary>
internal static class DeadLetter
{
    public static Message<byte[]?, byte[]> Build(TakenRecord record, InferenceResult result)
    {
        var headers = new Headers();
        foreach (var header in record.Headers)
            headers.Add(header.Key, header.GetValueBytes());
        Add(headers, "topic", record.Place.Topic);
        Add(headers, "partition", record.Place.Partition.Value.ToString(CultureInfo.InvariantCulture));
        Add(headers, "offset", record.Place.Offset.Value.ToString(CultureInfo.InvariantCulture));
        if (record.TimestampMs is { } timestamp)
            Add(headers, "timestamp-ms", timestamp.ToString(CultureInfo.InvariantCulture));
        Add(headers, "group", record.Group);
        Add(headers, "status", result.Outcome.WireName());
        Add(headers, "reason", result.Reason);
        Add(headers, "request-id", result.Id);
        Add(headers, "worker", result.Worker);
        return new Message<byte[]?, byte[]> { Key = record.Key, Value = record.Value.IsNull ? null! : record.Value.Bytes.ToArray(), Headers = headers };
    }

    private static void Add(Headers headers, string name, string value) => ResultHeaders.Add(headers, HeaderNames.DeadLetterPrefix + name, value);
}
