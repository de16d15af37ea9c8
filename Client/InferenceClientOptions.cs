using Microsoft.Extensions.Logging;
using Shepherd.Schemas;

namespace Shepherd.Client;

/// <summary>How one <see cref="InferenceClient"/> works.</summary>
public sealed record InferenceClientOptions
{
    /// <summary>Default of <see cref="InFlightRequestsMax"/>: more callers than one process keeps busy.</summary>
    public const int DefaultInFlightRequestsMax = 4096;

    /// <summary>Default of <see cref="InFlightBytesMax"/>: spread over 4 partitions or more it stays under the 5 MiB that the embedded broker keeps of each.</summary>
    public const int DefaultInFlightBytesMax = 16 * 1024 * 1024;

    /// <summary>Requests sent and not yet answered, at most; callers beyond wait their turn. Default <see cref="DefaultInFlightRequestsMax"/>.</summary>
    public int InFlightRequestsMax { get; init; } = DefaultInFlightRequestsMax;

    /// <summary>Tensor bytes of those, at most; a single larger request goes alone. Default <see cref="DefaultInFlightBytesMax"/>.</summary>
    public int InFlightBytesMax { get; init; } = DefaultInFlightBytesMax;

    /// <summary>Topic that results come back on; null: <c>&lt;prefix&gt;.results</c>.</summary>
    public string? ReplyTopic { get; init; }

    /// <summary>Its partition for this client; null: one by chance.</summary>
    public int? ReplyPartition { get; init; }

    /// <summary>Who this is, in <c>ce_source</c>. Default <c>/shepherd/client/</c> and the machine's name.</summary>
    public string Source { get; init; } = $"/shepherd/client/{Environment.MachineName}";

    /// <summary>How long <see cref="InferenceClient.ConnectAsync"/> waits for Kafka and the topics. Default 30 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Clock of deadlines and waits.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where it logs; null: nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (InFlightRequestsMax < 1 || InFlightBytesMax < 1)
            return $"in-flight limits are {InFlightRequestsMax} requests and {InFlightBytesMax} bytes; both must be at least 1";
        if (ReplyPartition < 0)
            return $"reply partition {ReplyPartition} is negative";
        return ReplyTopic is null ? null : TopicNames.FindFault(ReplyTopic);
    }
}
