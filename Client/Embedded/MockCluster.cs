using System.Runtime.InteropServices;
using Confluent.Kafka;
using Shepherd.Client.Kafka;

namespace Shepherd.Client.Embedded;

/// <summary>The functions of <c>rdkafka.h</c> and <c>rdkafka_mock.h</c> that the embedded broker uses, under their own names.</summary>
internal static unsafe partial class MockCluster
{
    /// <summary><c>rd_kafka_type_t</c>: RD_KAFKA_PRODUCER.</summary>
    internal const int ProducerType = 0;

    [LibraryImport(LibrdkafkaCopy.Name)]
    internal static partial nint rd_kafka_conf_new();

    [LibraryImport(LibrdkafkaCopy.Name)]
    internal static partial void rd_kafka_conf_destroy(nint conf);

    [LibraryImport(LibrdkafkaCopy.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int rd_kafka_conf_set(nint conf, string name, string value, byte* error, nuint errorBytes);

    /// <summary>Takes <paramref name="conf"/> over unless it returns 0.</summary>
    [LibraryImport(LibrdkafkaCopy.Name)]
    internal static partial nint rd_kafka_new(int type, nint conf, byte* error, nuint errorBytes);

    [LibraryImport(LibrdkafkaCopy.Name)]
    internal static partial void rd_kafka_destroy(nint client);

    [LibraryImport(LibrdkafkaCopy.Name)]
    internal static partial nint rd_kafka_mock_cluster_new(nint client, int brokers);

    [LibraryImport(LibrdkafkaCopy.Name)]
    internal static partial void rd_kafka_mock_cluster_destroy(nint cluster);

    /// <summary>UTF-8, owned by the cluster.</summary>
    [LibraryImport(LibrdkafkaCopy.Name)]
    internal static partial nint rd_kafka_mock_cluster_bootstraps(nint cluster);

    [LibraryImport(LibrdkafkaCopy.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial ErrorCode rd_kafka_mock_topic_create(nint cluster, string topic, int partitions, int replicas);

    [LibraryImport(LibrdkafkaCopy.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void rd_kafka_mock_topic_set_error(nint cluster, string topic, ErrorCode error);

    [LibraryImport(LibrdkafkaCopy.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial ErrorCode rd_kafka_mock_partition_set_leader(nint cluster, string topic, int partition, int broker);

    [LibraryImport(LibrdkafkaCopy.Name)]
    internal static partial void rd_kafka_mock_group_initial_rebalance_delay_ms(nint cluster, int delayMs);

    [LibraryImport(LibrdkafkaCopy.Name)]
    internal static partial ErrorCode rd_kafka_mock_broker_set_down(nint cluster, int broker);

    [LibraryImport(LibrdkafkaCopy.Name)]
    internal static partial ErrorCode rd_kafka_mock_broker_set_up(nint cluster, int broker);

    [LibraryImport(LibrdkafkaCopy.Name)]
    internal static partial ErrorCode rd_kafka_mock_broker_set_rtt(nint cluster, int broker, int rttMs);

    [LibraryImport(LibrdkafkaCopy.Name)]
    internal static partial void rd_kafka_mock_push_request_errors_array(nint cluster, short api, nuint count, ErrorCode* errors);

    [LibraryImport(LibrdkafkaCopy.Name)]
    internal static partial void rd_kafka_mock_clear_request_errors(nint cluster, short api);
}
