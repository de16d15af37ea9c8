using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Shepherd.Client.Embedded;

/// <summary>The functions of <c>rdkafka.h</c> and <c>rdkafka_mock.h</c> that the embedded broker uses, under their own names.</summary>
internal static unsafe partial class MockCluster
{
    /// <summary><c>rd_kafka_type_t</c>: RD_KAFKA_PRODUCER.</summary>
    internal const int ProducerType = 0;

    private const string Librdkafka = "librdkafka";

    [LibraryImport(Librdkafka)]
    internal static partial nint rd_kafka_conf_new();

    [LibraryImport(Librdkafka)]
    internal static partial void rd_kafka_conf_destroy(nint conf);

    [LibraryImport(Librdkafka, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int rd_kafka_conf_set(nint conf, string name, string value, byte* error, nuint errorBytes);

    /// <summary>Takes <paramref name="conf"/> over unless it returns 0.</summary>
    [LibraryImport(Librdkafka)]
    internal static partial nint rd_kafka_new(int type, nint conf, byte* error, nuint errorBytes);

    [LibraryImport(Librdkafka)]
    internal static partial void rd_kafka_destroy(nint client);

    [LibraryImport(Librdkafka)]
    internal static partial nint rd_kafka_mock_cluster_new(nint client, int brokers);

    [LibraryImport(Librdkafka)]
    internal static partial void rd_kafka_mock_cluster_destroy(nint cluster);

    /// <summary>UTF-8, owned by the cluster.</summary>
    [LibraryImport(Librdkafka)]
    internal static partial nint rd_kafka_mock_cluster_bootstraps(nint cluster);

    [LibraryImport(Librdkafka, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial ErrorCode rd_kafka_mock_topic_create(nint cluster, string topic, int partitions, int replicas);

    [LibraryImport(Librdkafka, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void rd_kafka_mock_topic_set_error(nint cluster, string topic, ErrorCode error);

    [LibraryImport(Librdkafka, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial ErrorCode rd_kafka_mock_partition_set_leader(nint cluster, string topic, int partition, int broker);

    [LibraryImport(Librdkafka)]
    internal static partial ErrorCode rd_kafka_mock_broker_set_down(nint cluster, int broker);

    [LibraryImport(Librdkafka)]
    internal static partial ErrorCode rd_kafka_mock_broker_set_up(nint cluster, int broker);

    [LibraryImport(Librdkafka)]
    internal static partial ErrorCode rd_kafka_mock_broker_set_rtt(nint cluster, int broker, int rttMs);

    [LibraryImport(Librdkafka)]
    internal static partial void rd_kafka_mock_push_request_errors_array(nint cluster, short api, nuint count, ErrorCode* errors);

    [LibraryImport(Librdkafka)]
    internal static partial void rd_kafka_mock_clear_request_errors(nint cluster, short api);

    /// <summary>Binds to the copy of librdkafka that Confluent.Kafka uses; to be called once, before any other.</summary>
    /// <remarks>It picks one of several builds (glibc, musl, with or without SASL): a second copy would have its own state, and may not even load here.</remarks>
    internal static void ResolveToTheCopyInUse() =>
        NativeLibrary.SetDllImportResolver(typeof(MockCluster).Assembly, ResolveLibrdkafka);

    private static nint ResolveLibrdkafka(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Librdkafka)
            return 0;
        _ = Library.Version; // Makes Confluent.Kafka load its copy.
        using var process = Process.GetCurrentProcess();
        foreach (ProcessModule module in process.Modules)
        {
            if (module.ModuleName.Contains(Librdkafka, StringComparison.Ordinal) && NativeLibrary.TryLoad(module.FileName, out var loaded))
                return loaded;
        }

        return 0;
    }
}
