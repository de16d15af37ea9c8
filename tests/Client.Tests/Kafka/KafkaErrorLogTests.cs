using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Shepherd.Client.Kafka;
using Shepherd.Tests.Shared;

namespace Shepherd.Client.Tests.Kafka;

public class KafkaErrorLogTests
{
    private readonly ManualClock _clock = new();
    private readonly Lines _lines = new();

    [Fact]
    public void Write_NoBroker_IsToldOnceInAWhile()
    {
        var log = new KafkaErrorLog("kafka:9092", _lines, _clock);

        for (var second = 0; second < 60; second++)
        {
            log.Write(new Error(ErrorCode.Local_AllBrokersDown, "1/1 brokers are down"));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(60 / KafkaErrorLog.RepeatAfter.TotalSeconds, _lines.Count);
        Assert.All(_lines, line => Assert.Contains("kafka:9092", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Write_OtherErrors_AreAllTold()
    {
        var log = new KafkaErrorLog("kafka:9092", _lines, _clock);

        log.Write(new Error(ErrorCode.Local_AllBrokersDown, "1/1 brokers are down"));
        log.Write(new Error(ErrorCode.Local_Authentication, "wrong password"));
        log.Write(new Error(ErrorCode.Local_Authentication, "wrong password"));

        Assert.Equal(3, _lines.Count);
    }

    private sealed class Lines : List<string>, ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Add(formatter(state, exception));
    }
}
