using Confluent.Kafka;
using Shepherd.Client;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Cli.Bench.Shift;

/// <summary>What Kafka's own cooperative-sticky assignor gives to each of some consumers: a real consumer group on the cluster, which ends once it is balanced.</summary>
internal static class StickyAssignment
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>Of each member its partitions.</summary>
    /// <param name="kafka">Where the topics are.</param>
    /// <param name="topics">Of each member those that it subscribes to.</param>
    /// <param name="partitions">Of each topic.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InferenceClientException">The group was not balanced in time.</exception>
    public static Task<IReadOnlyList<IReadOnlyList<TopicPartition>>> AskAsync(KafkaOptions kafka, IReadOnlyList<IReadOnlyList<string>> topics, int partitions, CancellationToken cancellationToken) =>
        Task.Run(() => Ask(kafka, topics, partitions, cancellationToken), cancellationToken);

    private static IReadOnlyList<IReadOnlyList<TopicPartition>> Ask(KafkaOptions kafka, IReadOnlyList<IReadOnlyList<string>> topics, int partitions, CancellationToken cancellationToken)
    {
        var members = new List<IConsumer<Ignore, Ignore>>();
        try
        {
            foreach (var subscribed in topics)
            {
                var member = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig(kafka.ToSettings("sticky"))
                {
                    GroupId = $"{kafka.Topics.Prefix}.sticky",
                    PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
                    EnableAutoCommit = false,
                }).SetLogHandler((_, _) => { }).Build();
                members.Add(member);
                member.Subscribe(subscribed);
            }

            var wanted = topics.SelectMany(t => t).Distinct(StringComparer.Ordinal).Count() * partitions;
            var began = System.Diagnostics.Stopwatch.GetTimestamp();
            while (members.Exists(m => m.Assignment.Count == 0) || members.SelectMany(m => m.Assignment).Distinct().Count() < wanted)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (System.Diagnostics.Stopwatch.GetElapsedTime(began) > Timeout)
                    throw new InferenceClientException($"a consumer group of {members.Count} was not balanced within {Timeout.TotalSeconds} s");
                foreach (var member in members)
                    member.Consume(TimeSpan.FromMilliseconds(20));
            }

            return [.. members.Select(m => (IReadOnlyList<TopicPartition>)[.. m.Assignment])];
        }
        finally
        {
            foreach (var member in members)
            {
                member.Close();
                member.Dispose();
            }
        }
    }
}
