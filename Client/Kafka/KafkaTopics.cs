using Confluent.Kafka;

namespace Shepherd.Client.Kafka;

/// <summary>Questions about topics.</summary>
internal static class KafkaTopics
{
    /// <summary>Asks the cluster, without making it create the topic: the handle must be a consumer's.</summary>
    /// <exception cref="KafkaException">No such topic, no right to see it, or no answer in time.</exception>
    internal static int CountPartitions(Handle handle, string topic, TimeSpan timeout)
    {
        using var admin = new DependentAdminClientBuilder(handle).Build();
        var metadata = admin.GetMetadata(topic, timeout).Topics.Single(t => t.Topic == topic);
        if (metadata.Error.IsError)
            throw new KafkaException(metadata.Error);
        return metadata.Partitions.Count > 0 ? metadata.Partitions.Count : throw new KafkaException(ErrorCode.UnknownTopicOrPart);
    }
}
