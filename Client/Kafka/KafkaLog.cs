using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Shepherd.Client.Kafka;

/// <summary>What the Kafka clients say, as log lines.</summary>
internal static partial class KafkaLog
{
    // What matters of librdkafka's own lines comes as an Error too; the rest is for whoever debugs the connection.
    internal static void Librdkafka(this ILogger logger, LogMessage message) =>
        Librdkafka(logger, message.Name, message.Facility, message.Message);

    // One lost connection shows as one transport error per broker and thread; that all brokers are down is the line to read.
    internal static void KafkaError(this ILogger logger, Error error) => KafkaError(
        logger,
        error.IsFatal ? LogLevel.Error : error.Code == ErrorCode.Local_Transport ? LogLevel.Debug : LogLevel.Warning,
        error.Code,
        error.Reason);

    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "{Client} {Facility}: {Text}")]
    private static partial void Librdkafka(ILogger logger, string client, string facility, string text);

    [LoggerMessage(EventId = 2, Message = "Kafka: {Code}: {Reason}")]
    private static partial void KafkaError(ILogger logger, LogLevel level, ErrorCode code, string reason);

    [LoggerMessage(EventId = 6, Level = LogLevel.Warning, Message = "No Kafka broker answers at {Servers}; trying on")]
    internal static partial void NoBroker(this ILogger logger, string servers);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "{Topic} [{Partition}] at {Offset}: skipped, {Reason}")]
    internal static partial void SkippedRecord(this ILogger logger, string topic, int partition, long offset, string reason);

    [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "Reading {Topics} ended")]
    internal static partial void ReadingEnded(this ILogger logger, string topics, Exception exception);

    [LoggerMessage(EventId = 5, Level = LogLevel.Debug, Message = "Waiting for topic {Topic}: {Reason}")]
    internal static partial void WaitingForTopic(this ILogger logger, string topic, string reason);
}
