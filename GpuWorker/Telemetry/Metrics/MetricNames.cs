namespace Shepherd.GpuWorker.Telemetry.Metrics;

/// <summary>Names of the meter, of the labels and of what they say where OpenTelemetry's conventions have no word for it.</summary>
internal static class MetricNames
{
    /// <summary>Meter and activity source.</summary>
    public const string Scope = "Shepherd.Worker";

    public const string Model = "model";
    public const string Group = "group";
    public const string Partition = "partition";
    public const string Tenant = "tenant";
    public const string Outcome = "outcome";
    public const string Priority = "priority";

    /// <summary>Value of a label whose own value came from outside and is one too many.</summary>
    public const string Other = "other";

    /// <summary>Value of <see cref="Model"/> for requests that no model serves.</summary>
    public const string NoModel = "none";

    public const string MessagingSystem = "messaging.system";
    public const string Kafka = "kafka";
    public const string OperationName = "messaging.operation.name";
    public const string DestinationName = "messaging.destination.name";
    public const string ConsumerGroup = "messaging.consumer.group.name";
    public const string ErrorType = "error.type";
}
