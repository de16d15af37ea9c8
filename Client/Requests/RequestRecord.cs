using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Shepherd.Schemas;

namespace Shepherd.Client.Requests;

/// <summary>One request as a Kafka record.</summary>
internal static class RequestRecord
{
    // Names, shapes and parameters around the tensor bytes: a first guess, the buffer grows when it is wrong.
    private const int EnvelopeBytes = 1024;

    internal static Message<string, byte[]> Create(InferenceRequest request, InferOptions options, ReplyAddress reply, DateTimeOffset now)
    {
        var value = new ArrayBufferWriter<byte>((int)Math.Min(TensorBytes(request.Inputs) + EnvelopeBytes, Array.MaxLength));
        RequestCodec.Encode(request, ContentTypes.Avro, value);
        return new Message<string, byte[]> { Key = request.Id, Value = value.WrittenSpan.ToArray(), Headers = CreateHeaders(request, options, reply, now) };
    }

    /// <summary>The record that withdraws a request: of the same key, so that it comes behind it.</summary>
    internal static Message<string, byte[]> CreateWithdrawal(string id, ReplyAddress reply, DateTimeOffset now)
    {
        var headers = new Headers();
        Add(headers, HeaderNames.Id, $"{id}/withdrawal");
        Add(headers, HeaderNames.SpecVersion, "1.0");
        Add(headers, HeaderNames.Type, HeaderNames.WithdrawalType);
        Add(headers, HeaderNames.Source, reply.Source);
        Add(headers, HeaderNames.Time, Format(now));
        Add(headers, HeaderNames.CausationId, id);
        return new Message<string, byte[]> { Key = id, Value = [], Headers = headers };
    }

    internal static long TensorBytes(IReadOnlyList<Tensor> tensors) => tensors.Sum(t => (long)t.Data.Length);

    private static Headers CreateHeaders(InferenceRequest request, InferOptions options, ReplyAddress reply, DateTimeOffset now)
    {
        var headers = new Headers();
        Add(headers, HeaderNames.Id, request.Id);
        Add(headers, HeaderNames.SpecVersion, "1.0");
        Add(headers, HeaderNames.Type, HeaderNames.RequestType);
        Add(headers, HeaderNames.Source, reply.Source);
        Add(headers, HeaderNames.Time, Format(now));
        Add(headers, HeaderNames.ContentType, ContentTypes.Avro);
        Add(headers, HeaderNames.Model, request.Model);
        Add(headers, HeaderNames.ReplyTopic, reply.Topic);
        Add(headers, HeaderNames.ReplyPartition, reply.Partition.ToString(CultureInfo.InvariantCulture));
        Add(headers, HeaderNames.ExpiryTime, options.Timeout is { } timeout ? Format(Later(now, timeout)) : null);
        Add(headers, HeaderNames.Priority, options.Priority?.ToString(CultureInfo.InvariantCulture));
        Add(headers, HeaderNames.Tenant, options.Tenant);
        Add(headers, HeaderNames.CorrelationId, options.CorrelationId);
        Add(headers, HeaderNames.Trace, options.Trace ? "1" : null);
        Add(headers, HeaderNames.TraceState, Activity.Current is { IdFormat: ActivityIdFormat.W3C, TraceStateString: { Length: > 0 } state } ? state : null);
        Add(headers, HeaderNames.TraceParent, Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null);
        return headers;
    }

    private static void Add(Headers headers, string name, string? value)
    {
        if (value is not null)
            headers.Add(name, Encoding.UTF8.GetBytes(value));
    }

    // A timeout of centuries is the worker's to judge; here it must only not overflow.
    private static DateTimeOffset Later(DateTimeOffset now, TimeSpan timeout) =>
        timeout > DateTimeOffset.MaxValue - now ? DateTimeOffset.MaxValue
        : timeout < DateTimeOffset.MinValue - now ? DateTimeOffset.MinValue
        : now + timeout;

    private static string Format(DateTimeOffset instant) => instant.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}

/// <summary>Where the results of one client go, and who it is.</summary>
/// <param name="Topic">Reply topic.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Source">For <c>ce_source</c>.</param>
internal sealed record ReplyAddress(string Topic, int Partition, string Source);
