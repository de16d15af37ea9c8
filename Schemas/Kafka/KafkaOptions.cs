namespace Shepherd.Schemas.Kafka;

/// <summary>How a host reaches Kafka: the same for every process of a deployment.</summary>
public sealed record KafkaOptions
{
    /// <summary>Settings that Shepherd's promises rest on; a host refuses to start when one is overridden.</summary>
    public static readonly IReadOnlyDictionary<string, string> Reserved = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["acks"] = "an unacknowledged result would be a lost one",
        ["bootstrap.servers"] = "use --bootstrap-server",
        ["enable.auto.commit"] = "offsets are committed after the result is acknowledged, never before",
        ["enable.auto.offset.store"] = "offsets are committed after the result is acknowledged, never before",
        ["enable.idempotence"] = "a retried result must not appear twice",
        ["group.id"] = "commits go to <prefix>.<group> so that lag shows per model group",
    };

    /// <summary><c>host:port[,host:port…]</c>.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>Topic names.</summary>
    public TopicNames Topics { get; init; } = new();

    /// <summary>Further librdkafka settings, passed through: TLS, SASL, <c>fetch.wait.max.ms</c> …</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (string.IsNullOrWhiteSpace(BootstrapServers))
            return "no Kafka to talk to: give --bootstrap-server host:port";
        foreach (var (key, reason) in Reserved)
        {
            if (Properties.ContainsKey(key))
                return $"Kafka setting '{key}' is Shepherd's own ({reason}): leave it out";
        }

        return TopicNames.FindFault(Topics.Prefix);
    }

    /// <summary>The settings for a client, to be completed by its own: a copy.</summary>
    /// <param name="clientId">Shows in the broker's logs.</param>
    public Dictionary<string, string> ToSettings(string clientId) =>
        new(Properties, StringComparer.Ordinal)
        {
            ["bootstrap.servers"] = BootstrapServers,
            ["client.id"] = clientId,
        };
}
