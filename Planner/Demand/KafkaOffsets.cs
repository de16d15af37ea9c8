using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Shepherd.Core.Herd;

namespace Shepherd.Planner.Demand;

/// <summary>End offsets and committed offsets by an admin client: one question for all ends, one for each group's commits.</summary>
internal sealed class KafkaOffsets(PlannerOptions options, TimeProvider clock) : IOffsetSource
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    private const long NsPerTick = 100;

    private IConsumer<Ignore, Ignore>? _client;
    private IAdminClient? _admin;

    public async Task<IReadOnlyList<OffsetReading>> ReadAsync(IReadOnlyList<GroupPartitions> groups, CancellationToken stop)
    {
        if (groups.Count == 0)
            return [];
        _admin ??= Connect();
        var atNs = clock.GetElapsedTime(0).Ticks * NsPerTick;
        var (ends, fault) = await EndsAsync(_admin, groups);
        var readings = new List<OffsetReading>();
        foreach (var group in groups)
        {
            stop.ThrowIfCancellationRequested();
            var own = ends.Where(e => e.Topic == options.Kafka.Topics.Requests(group.Group) && !e.Error.IsError).ToDictionary(e => e.Partition.Value, e => e.Offset.Value);
            if (own.Count < group.Partitions)
            {
                var reason = ends.Find(e => e.Topic == options.Kafka.Topics.Requests(group.Group) && e.Error.IsError)?.Error.Reason ?? fault;
                readings.Add(new OffsetReading(group.Group, atNs, null, null, $"end offsets of group {group.Group} are not known: {(reason.Length > 0 ? reason : "the broker did not tell all")}"));
                continue;
            }

            readings.Add(await LagAsync(_admin, group.Group, atNs, own));
        }

        return readings;
    }

    /// <summary>Its meter and the host both end it; the client takes a second time amiss.</summary>
    public void Dispose()
    {
        _admin?.Dispose();
        _client?.Dispose();
        (_admin, _client) = (null, null);
    }

    /// <summary>On a client of a group, which it never joins: librdkafka's admin client without one ends the process when a broker says that it is not the group's coordinator (librdkafka issue 5040).</summary>
    private IAdminClient Connect()
    {
        _client = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig(options.Kafka.ToSettings($"{options.Name}-offsets")) { GroupId = $"{options.Kafka.Topics.Prefix}.planner", EnableAutoCommit = false })
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, _) => { })
            .Build();
        return new DependentAdminClientBuilder(_client.Handle).Build();
    }

    private async Task<(List<TopicPartitionOffsetError> Ends, string Fault)> EndsAsync(IAdminClient admin, IReadOnlyList<GroupPartitions> groups)
    {
        var asked = groups.SelectMany(g => Enumerable.Range(0, g.Partitions).Select(p => new TopicPartitionOffsetSpec
        {
            TopicPartition = new TopicPartition(options.Kafka.Topics.Requests(g.Group), p),
            OffsetSpec = OffsetSpec.Latest(),
        }));
        try
        {
            var found = await admin.ListOffsetsAsync(asked, new ListOffsetsOptions { RequestTimeout = RequestTimeout });
            return ([.. found.ResultInfos.Select(r => r.TopicPartitionOffsetError)], "");
        }
        catch (ListOffsetsException e)
        {
            return ([.. e.Result.ResultInfos.Select(r => r.TopicPartitionOffsetError)], e.Error.Reason);
        }
        catch (KafkaException e)
        {
            return ([], e.Error.Reason);
        }
    }

    private async Task<OffsetReading> LagAsync(IAdminClient admin, string group, long atNs, Dictionary<int, long> ends)
    {
        var (total, topic) = (ends.Values.Sum(), options.Kafka.Topics.Requests(group));
        try
        {
            var asked = new ConsumerGroupTopicPartitions(options.Kafka.Topics.ConsumerGroup(group), [.. ends.Keys.Order().Select(p => new TopicPartition(topic, p))]);
            var found = await admin.ListConsumerGroupOffsetsAsync([asked], new ListConsumerGroupOffsetsOptions { RequestTimeout = RequestTimeout });
            // Nothing committed yet: nothing was answered. What retention removed meanwhile is reckoned in, which only a partition that nobody ever served can show.
            var lag = found[0].Partitions.Sum(p => Math.Max(0, ends[p.Partition.Value] - Math.Max(0, p.Offset.Value)));
            return new OffsetReading(group, atNs, total, lag);
        }
        catch (KafkaException e)
        {
            return new OffsetReading(group, atNs, total, null, $"committed offsets of group {group} are not known: {e.Error.Reason}");
        }
    }
}
