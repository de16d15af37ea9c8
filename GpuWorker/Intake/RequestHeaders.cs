using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Intake;

/// <summary>What a request's headers say. A header at fault is left out and named; the rest is read all the same, so that the fault reaches the right reply topic.</summary>
internal sealed record RequestHeaders
{
    /// <summary>A deadline further away than this is taken for a wrong unit or a wrong clock.</summary>
    public static readonly TimeSpan DeadlineHorizon = TimeSpan.FromHours(24);

    /// <summary>Longest id or model name, UTF-8: a result repeats them several times and must still fit its record limit.</summary>
    public const int NameBytesMax = 1024;

    /// <summary>MassTransit's reply address: <c>topic:NAME</c>, or <c>scheme://host/kafka/NAME</c>.</summary>
    public const string MassTransitReplyAddress = "MT-Response-Address";

    /// <summary>Spring names reply topics so.</summary>
    private const string SpringReplyTopic = "kafka_replyTopic";

    /// <summary>Spring's reply partition: 4 big-endian bytes.</summary>
    private const string SpringReplyPartition = "kafka_replyPartition";

    /// <summary>Seldon's framing: <see cref="SeldonJson"/>, or one of protobuf messages.</summary>
    private const string SeldonType = "seldon-infer-type";

    private const string SeldonJson = "json/inferModelRequest";

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    public string? Id { get; init; }

    public string? Model { get; init; }

    public DateTimeOffset? Expiry { get; init; }

    public long? TimeoutMs { get; init; }

    public int? Priority { get; init; }

    public string? Tenant { get; init; }

    public string? ReplyTopic { get; init; }

    public int? ReplyPartition { get; init; }

    public string? ContentType { get; init; }

    /// <summary>The producer's span; null where it names none, or none that can be read: a faulty trace is no fault of the request.</summary>
    public string? TraceParent { get; init; }

    /// <summary>What goes with <see cref="TraceParent"/>.</summary>
    public string? TraceState { get; init; }

    /// <summary>Its timeline is wanted.</summary>
    public bool WantsTimeline { get; init; }

    /// <summary>First fault, or null.</summary>
    public string? Fault { get; init; }

    public static RequestHeaders Read(Headers headers) => new Reader(headers).Read();

    /// <summary>Says that an id or a model name is too long, or null.</summary>
    /// <param name="where">Where it stands.</param>
    /// <param name="name">The id or name.</param>
    public static string? FindNameFault(string where, string name) =>
        Encoding.UTF8.GetByteCount(name) is > NameBytesMax and var bytes ? $"{where} has {bytes} bytes: it takes at most {NameBytesMax}" : null;

    /// <summary>The last header of a name wins, as with Kafka's own <c>lastHeader</c>.</summary>
    private sealed class Reader(Headers headers)
    {
        private string? _fault;

        public RequestHeaders Read()
        {
            var read = new RequestHeaders
            {
                Id = Name(HeaderNames.Id) ?? Name("x-request-id"),
                Model = Name(HeaderNames.Model),
                Expiry = Instant(HeaderNames.ExpiryTime),
                TimeoutMs = Number(HeaderNames.TimeoutMs, 0, (long)DeadlineHorizon.TotalMilliseconds),
                Priority = (int?)Number(HeaderNames.Priority, 0, 3),
                Tenant = Name(HeaderNames.Tenant),
                ReplyTopic = Topic(Text(HeaderNames.ReplyTopic) ?? Text(SpringReplyTopic) ?? MassTransitTopic()),
                ReplyPartition = (int?)Number(HeaderNames.ReplyPartition, 0, int.MaxValue) ?? BigEndian(SpringReplyPartition),
                TraceParent = Ascii(HeaderNames.TraceParent),
                TraceState = Ascii(HeaderNames.TraceState),
                WantsTimeline = Number(HeaderNames.Trace, 0, 1) == 1,
                ContentType = Text(HeaderNames.ContentType) ?? SeldonContentType(),
            };
            return read with { Fault = _fault };
        }

        private string? Name(string name)
        {
            if (Text(name) is not { } text)
                return null;
            return FindNameFault($"header {name}", text) is { } fault ? Fail<string>(fault) : text;
        }

        private string? Text(string name)
        {
            if (!headers.TryGetLastBytes(name, out var bytes) || bytes is null || bytes.Length == 0)
                return null;
            try
            {
                return Utf8.GetString(bytes);
            }
            catch (DecoderFallbackException)
            {
                return Fail<string>($"header {name} is not UTF-8");
            }
        }

        /// <summary>What is only handed on has no fault: bytes that are no ASCII are left out.</summary>
        private string? Ascii(string name) =>
            headers.TryGetLastBytes(name, out var bytes) && bytes is { Length: > 0 and <= NameBytesMax } && System.Text.Ascii.IsValid(bytes) ? Encoding.ASCII.GetString(bytes) : null;

        private long? Number(string name, long least, long most)
        {
            if (Text(name) is not { } text)
                return null;
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
                return number;
            _fault ??= $"header {name} is '{Shorten(text)}': it takes a whole number from {least} to {most}";
            return null;
        }

        private DateTimeOffset? Instant(string name)
        {
            if (Text(name) is not { } text)
                return null;
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) && text.Contains('T', StringComparison.OrdinalIgnoreCase))
                return instant;
            _fault ??= $"header {name} is '{Shorten(text)}': it takes an instant in RFC 3339, for example 2030-01-31T12:00:00.250Z";
            return null;
        }

        private string? Topic(string? name)
        {
            if (name is null || TopicNames.FindFault(name) is not { } fault)
                return name;
            return Fail<string>($"reply topic: {Shorten(fault)}");
        }

        private string? MassTransitTopic()
        {
            if (Text(MassTransitReplyAddress) is not { } text)
                return null;
            if (Uri.TryCreate(text, UriKind.Absolute, out var address))
            {
                if (address.Scheme == "topic")
                    return Uri.UnescapeDataString(address.AbsolutePath);
                if (address.Segments is [.., "kafka/", var name] && name[^1] != '/')
                    return Uri.UnescapeDataString(name);
            }

            return Fail<string>($"header {MassTransitReplyAddress} is '{Shorten(text)}': results go to a Kafka topic, for example topic:replies; or set {HeaderNames.ReplyTopic}");
        }

        private string? SeldonContentType()
        {
            if (Text(SeldonType) is not { } text)
                return null;
            return text == SeldonJson
                ? ContentTypes.Json
                : Fail<string>($"header {SeldonType} is '{Shorten(text)}': it takes {SeldonJson}; for other framings set {HeaderNames.ContentType}");
        }

        private int? BigEndian(string name)
        {
            if (!headers.TryGetLastBytes(name, out var bytes))
                return null;
            if (bytes is { Length: sizeof(int) } && System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes) is >= 0 and var number)
                return number;
            _fault ??= $"header {name} has {bytes?.Length ?? 0} bytes: it takes a partition as 4 big-endian bytes";
            return null;
        }

        private T? Fail<T>(string fault)
            where T : class
        {
            _fault ??= fault;
            return null;
        }

        private static string Shorten(string text) => text.Length <= 300 ? text : text[..300] + "…";
    }
}
