using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using Shepherd.Client.Control;
using Shepherd.Client.Kafka;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Client.Embedded;

/// <summary>A Kafka cluster inside this process for development and tests: librdkafka's mock cluster, real protocol on 127.0.0.1.</summary>
/// <remarks>
/// Other processes and any Kafka client can connect. Its limits:
/// <list type="bullet">
/// <item>nothing is kept when the process ends, nothing is compacted, there is no TLS or SASL;</item>
/// <item>a partition keeps at most <see cref="PartitionBytesMax"/> or <see cref="PartitionRecordsMax"/> records; older ones vanish, read or not;</item>
/// <item>a waiting fetch is not woken by a new record: clients take their settings from <see cref="Options"/>, which has <c>fetch.wait.max.ms=1</c>;</item>
/// <item>topics are made by <see cref="CreateTopic"/>; the admin client cannot make them, and a topic that a client asks for by name comes up with 4 partitions;</item>
/// <item>transactions are accepted but not kept apart: exactly-once needs a real broker.</item>
/// </list>
/// </remarks>
public sealed class EmbeddedBroker : IDisposable
{
    /// <summary>Stands for every broker in the calls that take one.</summary>
    public const int AllBrokers = -1;

    /// <summary>Bytes that a partition keeps (5 MiB; fixed in librdkafka).</summary>
    public const int PartitionBytesMax = 5 * 1024 * 1024;

    /// <summary>Records that a partition keeps (fixed in librdkafka).</summary>
    public const int PartitionRecordsMax = 100_000;

    /// <summary>Brokers of one cluster, at most: more only cost threads and sockets.</summary>
    public const int BrokersMax = 16;

    // Longest message that librdkafka writes about a bad setting.
    private const int ErrorTextBytes = 512;

    private readonly Lock _gate = new();
    private readonly int _brokers;
    private nint _client;
    private nint _cluster;

    static EmbeddedBroker() => LibrdkafkaCopy.UseFor(typeof(MockCluster).Assembly);

    private EmbeddedBroker(nint client, nint cluster, int brokers)
    {
        _client = client;
        _cluster = cluster;
        _brokers = brokers;
        BootstrapServers = Marshal.PtrToStringUTF8(MockCluster.rd_kafka_mock_cluster_bootstraps(cluster))!;
    }

    /// <summary><c>127.0.0.1:port</c> of every broker, comma-separated.</summary>
    public string BootstrapServers { get; }

    /// <summary>What a client of this cluster needs; change the prefix with <c>with { Topics = new("…") }</c>.</summary>
    public KafkaOptions Options => new()
    {
        BootstrapServers = BootstrapServers,
        Properties = new Dictionary<string, string> { ["fetch.wait.max.ms"] = "1" },
    };

    /// <summary>Starts a cluster on free ports of 127.0.0.1.</summary>
    /// <param name="brokers">Brokers, 1 to <see cref="BrokersMax"/>; their ids count from 1.</param>
    /// <exception cref="InvalidOperationException">librdkafka could not start it.</exception>
    public static unsafe EmbeddedBroker Start(int brokers = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(brokers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(brokers, BrokersMax);
        var error = stackalloc byte[ErrorTextBytes];
        var settings = MockCluster.rd_kafka_conf_new();
        // The cluster hangs on a client that never connects anywhere; without this it says so on the error stream.
        var refused = MockCluster.rd_kafka_conf_set(settings, "log_level", "0", error, ErrorTextBytes) != 0;
        var client = refused ? 0 : MockCluster.rd_kafka_new(MockCluster.ProducerType, settings, error, ErrorTextBytes);
        if (client == 0)
        {
            MockCluster.rd_kafka_conf_destroy(settings);
            throw new InvalidOperationException($"librdkafka refuses a client: {Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(error))}");
        }

        var cluster = MockCluster.rd_kafka_mock_cluster_new(client, brokers);
        // The first member of a consumer group waits for others: here nobody gains by it.
        if (cluster != 0)
            MockCluster.rd_kafka_mock_group_initial_rebalance_delay_ms(cluster, 0);
        if (cluster != 0)
            return new EmbeddedBroker(client, cluster, brokers);
        MockCluster.rd_kafka_destroy(client);
        throw new InvalidOperationException("librdkafka cannot listen on 127.0.0.1: are there free ports and file handles?");
    }

    /// <summary>Creates a topic. It must not exist.</summary>
    /// <param name="name">Topic name.</param>
    /// <param name="partitions">Partitions, at least 1.</param>
    /// <exception cref="ArgumentException">Not a topic name.</exception>
    /// <exception cref="KafkaException">The topic exists.</exception>
    public void CreateTopic(string name, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        if (TopicNames.FindFault(name) is { } fault)
            throw new ArgumentException(fault, nameof(name));
        Do(cluster => MockCluster.rd_kafka_mock_topic_create(cluster, name, partitions, _brokers));
    }

    /// <summary>Creates the control and results topics of a prefix and the request topics of <paramref name="groups"/> with their dead-letter topics.</summary>
    /// <param name="topics">Names.</param>
    /// <param name="groups">Model groups.</param>
    /// <param name="requestPartitions">Partitions of each request topic.</param>
    public void CreateTopics(TopicNames topics, IEnumerable<string> groups, int requestPartitions = TopicNames.RequestPartitions)
    {
        foreach (var topic in TopicSetup.ControlTopics(topics).Concat(groups.SelectMany(g => TopicSetup.GroupTopics(topics, g, requestPartitions))))
            CreateTopic(topic.Name, topic.NumPartitions);
    }

    /// <summary>Drops the broker's connections and refuses new ones. Its partitions keep it as their leader.</summary>
    /// <param name="broker">Broker id from 1, or <see cref="AllBrokers"/>.</param>
    public void SetDown(int broker = AllBrokers) => Do(cluster => MockCluster.rd_kafka_mock_broker_set_down(cluster, broker));

    /// <summary>Ends <see cref="SetDown"/>.</summary>
    /// <param name="broker">Broker id from 1, or <see cref="AllBrokers"/>.</param>
    public void SetUp(int broker = AllBrokers) => Do(cluster => MockCluster.rd_kafka_mock_broker_set_up(cluster, broker));

    /// <summary>Delays every answer.</summary>
    /// <param name="roundTrip">Time added; zero ends it. Whole milliseconds.</param>
    /// <param name="broker">Broker id from 1, or <see cref="AllBrokers"/>.</param>
    public void SetRoundTripTime(TimeSpan roundTrip, int broker = AllBrokers) =>
        Do(cluster => MockCluster.rd_kafka_mock_broker_set_rtt(cluster, broker, (int)roundTrip.TotalMilliseconds));

    /// <summary>Moves the lead of a partition.</summary>
    /// <param name="topic">Topic name.</param>
    /// <param name="partition">Partition number.</param>
    /// <param name="broker">Broker id from 1; -1 leaves the partition without a leader.</param>
    public void SetLeader(string topic, int partition, int broker) =>
        Do(cluster => MockCluster.rd_kafka_mock_partition_set_leader(cluster, topic, partition, broker));

    /// <summary>Makes the next requests of one kind fail, one error each; <see cref="ErrorCode.Local_Transport"/> drops the connection instead.</summary>
    /// <remarks>No sequence numbers are checked: where writes fail, give producers <c>max.in.flight.requests.per.connection=1</c>, or they take a later write's success as proof of one that failed.</remarks>
    /// <param name="api">Kind of request.</param>
    /// <param name="errors">What the next requests answer, in order.</param>
    public unsafe void FailRequests(KafkaApi api, params ErrorCode[] errors) => Do(cluster =>
    {
        fixed (ErrorCode* first = errors)
            MockCluster.rd_kafka_mock_push_request_errors_array(cluster, (short)api, (nuint)errors.Length, first);
        return ErrorCode.NoError;
    });

    /// <summary>Forgets errors that <see cref="FailRequests"/> set and no request has met.</summary>
    /// <param name="api">Kind of request.</param>
    public void ClearFailures(KafkaApi api) => Do(cluster =>
    {
        MockCluster.rd_kafka_mock_clear_request_errors(cluster, (short)api);
        return ErrorCode.NoError;
    });

    /// <summary>Makes metadata requests for a topic answer with an error.</summary>
    /// <param name="topic">Topic name.</param>
    /// <param name="error">The error; <see cref="ErrorCode.NoError"/> ends it.</param>
    public void SetTopicError(string topic, ErrorCode error) => Do(cluster =>
    {
        MockCluster.rd_kafka_mock_topic_set_error(cluster, topic, error);
        return ErrorCode.NoError;
    });

    /// <summary>Stops the cluster; clients see their connections drop.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_cluster == 0)
                return;
            MockCluster.rd_kafka_mock_cluster_destroy(_cluster);
            MockCluster.rd_kafka_destroy(_client);
            (_cluster, _client) = (0, 0);
        }
    }

    private void Do(Func<nint, ErrorCode> call)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_cluster == 0, this);
            var error = call(_cluster);
            if (error != ErrorCode.NoError)
                throw new KafkaException(error);
        }
    }
}
