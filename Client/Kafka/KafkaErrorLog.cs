using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Shepherd.Client.Kafka;

/// <summary>Logs what one Kafka client complains of. That no broker answers comes with every attempt to connect, once a second: it is told now and then.</summary>
internal sealed class KafkaErrorLog(string servers, ILogger logger, TimeProvider time)
{
    internal static readonly TimeSpan RepeatAfter = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private long? _told;

    public void Write(Error error)
    {
        if (error.Code != ErrorCode.Local_AllBrokersDown)
            logger.KafkaError(error);
        else if (IsDue())
            logger.NoBroker(servers);
    }

    private bool IsDue()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_told is { } told && time.GetElapsedTime(told, now) < RepeatAfter)
                return false;
            _told = now;
            return true;
        }
    }
}
