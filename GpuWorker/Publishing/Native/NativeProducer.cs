using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using static Shepherd.GpuWorker.Publishing.Native.Librdkafka;

namespace Shepherd.GpuWorker.Publishing.Native;

/// <summary>
/// A librdkafka producer that sends records from where they lie. Confluent.Kafka's takes whole arrays and copies them; here the client reads a record's pinned buffer until its delivery report, and what is allocated for a record does not depend on
/// its size.
/// </summary>
internal sealed unsafe class NativeProducer : IDisposable
{
    /// <summary>Longest message that librdkafka writes about a bad setting or a fatal error.</summary>
    private const int ErrorTextBytes = 512;

    /// <summary>Longest stay of the polling thread in the client: bounds how late it sees the end.</summary>
    private const int PollMs = 100;

    /// <summary>Settings of Confluent.Kafka that librdkafka does not know.</summary>
    private const string ManagedPrefix = "dotnet.";

    private readonly Action<string> _fatal;
    private readonly Action<Exception> _failed;
    private readonly GCHandle _self;
    private readonly nint _client;
    private readonly Thread _thread;
    private volatile bool _isStopping;

    /// <param name="settings">Of librdkafka.</param>
    /// <param name="fatal">Told why nothing can be sent any more.</param>
    /// <param name="failed">Told what a record's <see cref="OutgoingRecord.Done"/> threw.</param>
    /// <exception cref="InvalidOperationException">A setting is unknown or wrong; the message says which.</exception>
    public NativeProducer(IEnumerable<KeyValuePair<string, string>> settings, Action<string> fatal, Action<Exception> failed)
    {
        (_fatal, _failed) = (fatal, failed);
        _self = GCHandle.Alloc(this);
        _client = Create(settings, GCHandle.ToIntPtr(_self));
        _thread = new Thread(Poll) { IsBackground = true, Name = "delivery" };
        _thread.Start();
    }

    /// <summary>Hands a record over: its <see cref="OutgoingRecord.Done"/> is called once on the polling thread, and until then its buffer is the client's.</summary>
    /// <returns>Not <see cref="ErrorCode.NoError"/>: it was refused, and is still the caller's.</returns>
    public ErrorCode Send(OutgoingRecord record)
    {
        var headers = ToNative(record);
        var handle = GCHandle.Alloc(record);
        var topicBytes = Encoding.UTF8.GetMaxByteCount(record.Target.Topic.Length) + 1;
        Span<byte> topic = topicBytes <= ErrorTextBytes * 2 ? stackalloc byte[ErrorTextBytes * 2] : new byte[topicBytes];
        topic[Encoding.UTF8.GetBytes(record.Target.Topic, topic)] = 0;
        fixed (byte* name = topic)
        {
            var buffer = record.Address;
            var arguments = stackalloc ProduceArgument[]
            {
                new() { Kind = ProduceArgumentKind.Topic, Pointer = (nint)name },
                new() { Kind = ProduceArgumentKind.Partition, Number = record.Target.Partition.Value },
                // Neither copied nor freed by the client.
                new() { Kind = ProduceArgumentKind.Flags, Number = 0 },
                new() { Kind = ProduceArgumentKind.Value, Pointer = record.IsNull ? 0 : (nint)buffer, Bytes = (nuint)record.ValueBytes },
                new() { Kind = ProduceArgumentKind.Key, Pointer = record.HasKey ? (nint)(buffer + record.KeyAt) : 0, Bytes = (nuint)record.KeyBytes },
                new() { Kind = ProduceArgumentKind.Headers, Pointer = headers },
                new() { Kind = ProduceArgumentKind.Opaque, Pointer = GCHandle.ToIntPtr(handle) },
            };
            var error = rd_kafka_produceva(_client, arguments, 7);
            if (error == 0)
                return ErrorCode.NoError;
            var code = rd_kafka_error_code(error);
            rd_kafka_error_destroy(error);
            rd_kafka_headers_destroy(headers);
            handle.Free();
            return code;
        }
    }

    /// <summary>Waits for what is under way, at most so long.</summary>
    public void Flush(TimeSpan timeout) => rd_kafka_flush(_client, (int)timeout.TotalMilliseconds);

    /// <summary>Gives back what was not sent yet, with <see cref="ErrorCode.Local_PurgeQueue"/>; returns at once. What a broker may have already goes on.</summary>
    public void Purge() => rd_kafka_purge(_client, PurgeQueue | PurgeWithoutWaiting);

    public void Dispose()
    {
        _isStopping = true;
        _thread.Join();
        rd_kafka_destroy(_client);
        _self.Free();
    }

    private static nint Create(IEnumerable<KeyValuePair<string, string>> settings, nint opaque)
    {
        var error = stackalloc byte[ErrorTextBytes];
        var conf = rd_kafka_conf_new();
        foreach (var (name, value) in settings)
        {
            if (name.StartsWith(ManagedPrefix, StringComparison.Ordinal) || rd_kafka_conf_set(conf, name, value, error, ErrorTextBytes) == 0)
                continue;
            rd_kafka_conf_destroy(conf);
            throw new InvalidOperationException($"Kafka setting '{name}' = '{value}': {Text(error)}");
        }

        rd_kafka_conf_set_log_cb(conf, 0);
        rd_kafka_conf_set_opaque(conf, opaque);
        rd_kafka_conf_set_dr_msg_cb(conf, &OnDelivered);
        rd_kafka_conf_set_error_cb(conf, &OnError);
        var client = rd_kafka_new(ProducerType, conf, error, ErrorTextBytes);
        if (client != 0)
            return client;
        rd_kafka_conf_destroy(conf);
        throw new InvalidOperationException($"librdkafka refuses a producer: {Text(error)}");
    }

    private static nint ToNative(OutgoingRecord record)
    {
        var headers = rd_kafka_headers_new((nuint)record.HeaderCount);
        foreach (var (name, value, isNull) in record.Headers)
        {
            fixed (byte* namePointer = name)
            fixed (byte* valuePointer = value)
                _ = rd_kafka_header_add(headers, namePointer, name.Length, isNull ? null : valuePointer, value.Length);
        }

        return headers;
    }

    private static string Text(byte* text) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnDelivered(nint client, ProducedMessage* message, nint opaque)
    {
        var handle = GCHandle.FromIntPtr(message->Opaque);
        var record = (OutgoingRecord)handle.Target!;
        handle.Free();
        try
        {
            record.Done(record, message->Error);
        }
        catch (Exception e)
        {
            // It must not reach native code.
            Owner(opaque)._failed(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnError(nint client, int code, byte* reason, nint opaque)
    {
        if (code != (int)ErrorCode.Local_Fatal)
            return;
        var error = stackalloc byte[ErrorTextBytes];
        _ = rd_kafka_fatal_error(client, error, ErrorTextBytes);
        Owner(opaque)._fatal(Text(error));
    }

    private static NativeProducer Owner(nint opaque) => (NativeProducer)GCHandle.FromIntPtr(opaque).Target!;

    private void Poll()
    {
        while (!_isStopping)
            _ = rd_kafka_poll(_client, PollMs);
    }
}
