using System.Globalization;
using Shepherd.Schemas;

namespace Shepherd.Kafka.Tests.Pipeline;

/// <summary>One bad request and what must become of it.</summary>
/// <param name="Name">For people.</param>
/// <param name="Value">The record's value.</param>
/// <param name="Outcome">Expected outcome.</param>
/// <param name="Reason">A part of the expected reason.</param>
/// <param name="Headers">Further headers.</param>
internal sealed record BadRequest(string Name, byte[]? Value, Outcome Outcome, string Reason, params (string Name, string Value)[] Headers)
{
    private const string Model = PipelineFixture.Angle;

    private static readonly long[] Shape = [1, 48, 192, 3];

    private static byte[] Good => Requests.Avro("", Model, PipelineFixture.AngleInput());

    public static IReadOnlyList<BadRequest> All =>
    [
        new("truncated", Good[..^100], Outcome.Invalid, "byte"),
        new("trailing bytes", [.. Good, 1, 2, 3], Outcome.Invalid, "byte"),
        new("wrong fingerprint", [0xC3, 0x01, 1, 2, 3, 4, 5, 6, 7, 8, .. Good[10..]], Outcome.Invalid, "fingerprint"),
        new("no framing", Good[10..], Outcome.Invalid, ""),
        new("rubbish", [.. Enumerable.Range(0, 500).Select(i => (byte)(i * 31))], Outcome.Invalid, ""),
        new("zero bytes", [], Outcome.Invalid, "no value"),
        new("tombstone", null, Outcome.Invalid, "no value"),
        new("over the size limit", Requests.Avro("", Model, new Tensor("x", TensorDatatype.UInt8, Shape, new byte[PipelineFixture.RequestBytesMax])), Outcome.Invalid, PipelineFixture.Invariant(PipelineFixture.RequestBytesMax)),
        new("wrong datatype", With(new Tensor("x", TensorDatatype.Fp32, Shape, new byte[48 * 192 * 3 * 4])), Outcome.Invalid, "FP32"),
        new("wrong shape", With(new Tensor("x", TensorDatatype.UInt8, [1, 40, 192, 3], new byte[40 * 192 * 3])), Outcome.Invalid, "40"),
        new("wrong rank", With(new Tensor("x", TensorDatatype.UInt8, [1, 48, 192], new byte[48 * 192])), Outcome.Invalid, "x"),
        new("two items in one request", With(new Tensor("x", TensorDatatype.UInt8, [2, 48, 192, 3], new byte[2 * 48 * 192 * 3])), Outcome.Invalid, "x"),
        new("bytes that do not match the shape", With(new Tensor("x", TensorDatatype.UInt8, Shape, new byte[17])), Outcome.Invalid, "17"),
        new("overflowing shape", With(new Tensor("x", TensorDatatype.UInt8, [1, 1L << 31, 1L << 31, 1L << 31], new byte[3])), Outcome.Invalid, "x"),
        new("negative extent", With(new Tensor("x", TensorDatatype.UInt8, [1, -48, 192, 3], Array.Empty<byte>())), Outcome.Invalid, "x"),
        new("empty tensor", With(new Tensor("x", TensorDatatype.UInt8, [1, 0, 0, 3], Array.Empty<byte>())), Outcome.Invalid, "x"),
        new("missing input", With(), Outcome.Invalid, "x"),
        new("unknown input", With(PipelineFixture.AngleInput(), new Tensor("y", TensorDatatype.UInt8, [1], new byte[1])), Outcome.Invalid, "y"),
        new("unknown model", Requests.Avro("", "nobody", PipelineFixture.AngleInput()), Outcome.ModelNotFound, "nobody", (HeaderNames.Model, "nobody")),
        new("model of another group", Requests.Avro("", "ppocr-detection", PipelineFixture.AngleInput()), Outcome.Invalid, "requests.ppocr-detection", (HeaderNames.Model, "ppocr-detection")),
        new("header and value disagree", Requests.Avro("", Model, PipelineFixture.AngleInput()), Outcome.Invalid, "nobody", (HeaderNames.Model, "nobody")),
        new("unknown content type", Good, Outcome.Invalid, "text/xml", (HeaderNames.ContentType, "text/xml")),
        new("registry framing without a registry", [0, 0, 0, 0, 1, .. Good[10..]], Outcome.Invalid, "registry", (HeaderNames.ContentType, ContentTypes.ConfluentAvro)),
        new("malformed JSON", "{\"inputs\":[}"u8.ToArray(), Outcome.Invalid, "JSON", (HeaderNames.ContentType, ContentTypes.Json)),
        new("deadline in the past", Good, Outcome.Expired, "passed", (HeaderNames.ExpiryTime, "2020-01-01T00:00:00Z")),
        new("deadline before 1970", Good, Outcome.Expired, "passed", (HeaderNames.ExpiryTime, "0001-01-01T00:00:00Z")),
        new("deadline absurdly far", Good, Outcome.Invalid, "hours", (HeaderNames.ExpiryTime, "9999-12-31T23:59:59Z")),
        new("deadline that is no instant", Good, Outcome.Invalid, HeaderNames.ExpiryTime, (HeaderNames.ExpiryTime, "tomorrow")),
        new("timeout of zero", Good, Outcome.Expired, "passed", (HeaderNames.TimeoutMs, "0")),
        new("negative timeout", Good, Outcome.Invalid, HeaderNames.TimeoutMs, (HeaderNames.TimeoutMs, "-5")),
        new("timeout of weeks", Good, Outcome.Invalid, HeaderNames.TimeoutMs, (HeaderNames.TimeoutMs, long.MaxValue.ToString(CultureInfo.InvariantCulture))),
        new("unknown priority", Good, Outcome.Invalid, HeaderNames.Priority, (HeaderNames.Priority, "urgent")),
        new("priority out of range", Good, Outcome.Invalid, HeaderNames.Priority, (HeaderNames.Priority, "9")),
        new("priority parameter out of range", WithPriority(9), Outcome.Invalid, "parameter 'priority' is 9"),
        new("reply address of another transport", Good, Outcome.Invalid, "topic:replies", ("MT-Response-Address", "rabbitmq://host/queue")),
        new("framing of Seldon that is not taken", Good, Outcome.Invalid, "content-type", ("seldon-infer-type", "proto/InferModelRequest")),
        new("invalid reply topic", Good, Outcome.Invalid, "reply topic", (HeaderNames.ReplyTopic, "no topic/at all")),
        new("invalid reply partition", Good, Outcome.Invalid, HeaderNames.ReplyPartition, (HeaderNames.ReplyPartition, "first")),
    ];

    public string Id => $"bad-{Name.Replace(' ', '-')}";

    /// <summary>Refused for good: the record itself goes to the dead-letter topic.</summary>
    public bool IsDeadLetter => Outcome != Outcome.Expired;

    private static byte[] WithPriority(long priority)
    {
        using var buffer = new PooledBufferWriter();
        RequestCodec.Encode(
            new InferenceRequest("", Model, [PipelineFixture.AngleInput()]) { Parameters = new Dictionary<string, object> { ["priority"] = priority } }, ContentTypes.Avro, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] With(params Tensor[] inputs) => Requests.Avro("", Model, inputs);
}
