using System.Runtime.InteropServices;
using Confluent.Kafka;
using Shepherd.Client.Kafka;

namespace Shepherd.GpuWorker.Publishing.Native;

/// <summary>The functions of <c>rdkafka.h</c> that the producer uses, under their own names.</summary>
internal static unsafe partial class Librdkafka
{
    /// <summary><c>rd_kafka_type_t</c>: RD_KAFKA_PRODUCER.</summary>
    public const int ProducerType = 0;

    /// <summary>RD_KAFKA_PURGE_F_QUEUE: what was not sent to a broker yet.</summary>
    public const int PurgeQueue = 1;

    /// <summary>RD_KAFKA_PURGE_F_NON_BLOCKING: the brokers' threads are asked and not waited for.</summary>
    public const int PurgeWithoutWaiting = 4;

    static Librdkafka() => LibrdkafkaCopy.UseFor(typeof(Librdkafka).Assembly);

    [LibraryImport(LibrdkafkaCopy.Name)]
    public static partial nint rd_kafka_conf_new();

    [LibraryImport(LibrdkafkaCopy.Name)]
    public static partial void rd_kafka_conf_destroy(nint conf);

    [LibraryImport(LibrdkafkaCopy.Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int rd_kafka_conf_set(nint conf, string name, string value, byte* error, nuint errorBytes);

    [LibraryImport(LibrdkafkaCopy.Name)]
    public static partial void rd_kafka_conf_set_opaque(nint conf, nint opaque);

    [LibraryImport(LibrdkafkaCopy.Name)]
    public static partial void rd_kafka_conf_set_dr_msg_cb(nint conf, delegate* unmanaged[Cdecl]<nint, ProducedMessage*, nint, void> callback);

    [LibraryImport(LibrdkafkaCopy.Name)]
    public static partial void rd_kafka_conf_set_error_cb(nint conf, delegate* unmanaged[Cdecl]<nint, int, byte*, nint, void> callback);

    /// <summary>0: nothing is logged.</summary>
    [LibraryImport(LibrdkafkaCopy.Name)]
    public static partial void rd_kafka_conf_set_log_cb(nint conf, nint callback);

    /// <summary>Takes <paramref name="conf"/> over unless it returns 0.</summary>
    [LibraryImport(LibrdkafkaCopy.Name)]
    public static partial nint rd_kafka_new(int type, nint conf, byte* error, nuint errorBytes);

    [LibraryImport(LibrdkafkaCopy.Name)]
    public static partial void rd_kafka_destroy(nint client);

    [LibraryImport(LibrdkafkaCopy.Name)]
    public static partial int rd_kafka_poll(nint client, int timeoutMs);

    [LibraryImport(LibrdkafkaCopy.Name)]
    public static partial ErrorCode rd_kafka_flush(nint client, int timeoutMs);

    [LibraryImport(LibrdkafkaCopy.Name)]
    public static partial ErrorCode rd_kafka_purge(nint client, int flags);

    [LibraryImport(LibrdkafkaCopy.Name)]
    public static partial ErrorCode rd_kafka_fatal_error(nint client, byte* error, nuint errorBytes);

    [LibraryImport(LibrdkafkaCopy.Name)]
    public static partial nint rd_kafka_headers_new(nuint count);

    [LibraryImport(LibrdkafkaCopy.Name)]
    public static partial void rd_kafka_headers_destroy(nint headers);

    /// <summary>Copies name and value.</summary>
    [LibraryImport(LibrdkafkaCopy.Name)]
    public static partial ErrorCode rd_kafka_header_add(nint headers, byte* name, nint nameBytes, byte* value, nint valueBytes);

    /// <summary>Returns 0, or an error; takes headers over only when it returns 0.</summary>
    [LibraryImport(LibrdkafkaCopy.Name)]
    public static partial nint rd_kafka_produceva(nint client, ProduceArgument* arguments, nuint count);

    [LibraryImport(LibrdkafkaCopy.Name)]
    public static partial ErrorCode rd_kafka_error_code(nint error);

    [LibraryImport(LibrdkafkaCopy.Name)]
    public static partial void rd_kafka_error_destroy(nint error);
}
