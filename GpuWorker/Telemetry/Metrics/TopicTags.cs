namespace Shepherd.GpuWorker.Telemetry.Metrics;

/// <summary>The label sets of one topic, by OpenTelemetry's messaging conventions.</summary>
internal sealed class TopicTags(string topic)
{
    /// <summary>Of records taken from it.</summary>
    public KeyValuePair<string, object?>[] Poll { get; } = Build("poll", topic);

    /// <summary>Of batches of its requests.</summary>
    public KeyValuePair<string, object?>[] Process { get; } = Build("process", topic);

    /// <summary>Of records sent to it.</summary>
    public KeyValuePair<string, object?>[] Send { get; } = Build("send", topic);

    /// <summary>Of records that it did not take. Failures are rare: no set is kept for them.</summary>
    public KeyValuePair<string, object?>[] SendFailed(string error) => [.. Send, new(MetricNames.ErrorType, error)];

    private static KeyValuePair<string, object?>[] Build(string operation, string topic) =>
    [
        new(MetricNames.MessagingSystem, MetricNames.Kafka),
        new(MetricNames.OperationName, operation),
        new(MetricNames.DestinationName, topic),
    ];
}
