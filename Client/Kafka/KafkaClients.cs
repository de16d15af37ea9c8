using System.Globalization;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Client.Kafka;

/// <summary>Builds Kafka clients with the settings that the SDK rests on.</summary>
internal static class KafkaClients
{
    // A broker that comes back is tried again within a second, not within librdkafka's ten: deadlines are shorter than that.
    private const string ReconnectBackoffMaxMs = "1000";

    // After a failed fetch; librdkafka's 500 ms would be the whole deadline of some models.
    private const string FetchErrorBackoffMs = "50";

    // A request that Kafka has not taken by then is given up (librdkafka's own five minutes serve nobody who waits).
    private const string MessageTimeoutMs = "60000";

    private const string FetchWait = "fetch.wait.max.ms";

    // See ReadPace.Control.
    private const int ControlFetchWaitMs = 20;

    internal static IProducer<string, byte[]> CreateProducer(KafkaOptions options, string clientId, ILogger logger)
    {
        var settings = options.ToSettings(clientId);
        settings["acks"] = "all";
        settings["enable.idempotence"] = "true";
        settings.TryAdd("linger.ms", "0");
        settings.TryAdd("message.timeout.ms", MessageTimeoutMs);
        settings.TryAdd("reconnect.backoff.max.ms", ReconnectBackoffMaxMs);
        var errors = new KafkaErrorLog(options.BootstrapServers, logger, TimeProvider.System);
        return new ProducerBuilder<string, byte[]>(settings)
            .SetLogHandler((_, message) => logger.Librdkafka(message))
            .SetErrorHandler((_, error) => errors.Write(error))
            .Build();
    }

    /// <summary>A consumer for <c>Assign</c> only: it belongs to no group and commits nothing.</summary>
    internal static IConsumer<string?, byte[]?> CreateReader(KafkaOptions options, string clientId, ReadPace pace, ILogger logger)
    {
        var settings = options.ToSettings(clientId);
        // Confluent.Kafka asks for a name even of a reader without a group.
        settings["group.id"] = $"{options.Topics.Prefix}.readers";
        settings["enable.auto.commit"] = "false";
        settings["enable.auto.offset.store"] = "false";
        settings["enable.partition.eof"] = "true";
        // A position that retention has overtaken goes on at the oldest record left: what is still there is not missed.
        settings["auto.offset.reset"] = "earliest";
        if (pace == ReadPace.Control && settings.TryGetValue(FetchWait, out var wait) && int.TryParse(wait, CultureInfo.InvariantCulture, out var waitMs))
            settings[FetchWait] = Math.Max(waitMs, ControlFetchWaitMs).ToString(CultureInfo.InvariantCulture);
        settings.TryAdd("fetch.error.backoff.ms", FetchErrorBackoffMs);
        settings.TryAdd("reconnect.backoff.max.ms", ReconnectBackoffMaxMs);
        var errors = new KafkaErrorLog(options.BootstrapServers, logger, TimeProvider.System);
        return new ConsumerBuilder<string?, byte[]?>(settings)
            .SetKeyDeserializer(Deserializers.Utf8!)
            .SetValueDeserializer(Deserializers.ByteArray!)
            .SetLogHandler((_, message) => logger.Librdkafka(message))
            .SetErrorHandler((_, error) => errors.Write(error))
            .Build();
    }
}
