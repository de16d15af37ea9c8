using System.Text;
using Confluent.Kafka;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Publishing;
using Shepherd.GpuWorker.Telemetry;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tests.Publishing;

public class ResultHeadersTests
{
    [Fact]
    public void Build_CorrelationIdsOfOtherFrameworks_AreEchoedByteForByte()
    {
        byte[] opaque = [0xFF, 0, 0x80];
        var built = Build(("kafka_correlationId", opaque), ("correlation-id", "c"u8.ToArray()), ("x-request-id", "x"u8.ToArray()));

        Assert.Equal(opaque, built.GetLastBytes("kafka_correlationId"));
        Assert.Equal(("c", "x", "c"), (Text(built, "correlation-id"), Text(built, "x-request-id"), Text(built, HeaderNames.CorrelationId)));
    }

    [Fact]
    public void Build_OwnCorrelationIdBesideAnAlias_OwnStays()
    {
        var built = Build((HeaderNames.CorrelationId, "own"u8.ToArray()), ("correlation-id", "c"u8.ToArray()));

        Assert.Equal(["own"], built.Where(h => h.Key == HeaderNames.CorrelationId).Select(h => Encoding.UTF8.GetString(h.GetValueBytes())));
    }

    [Fact]
    public void Build_ReplyAddresses_AreNotPassedOn()
    {
        var built = Build(("MT-Response-Address", "topic:replies"u8.ToArray()), ("kafka_replyTopic", "replies"u8.ToArray()), ("MT-Request-Id", "7"u8.ToArray()), ("seldon-infer-type", "json/inferModelRequest"u8.ToArray()));

        Assert.False(built.TryGetLastBytes("MT-Response-Address", out _) || built.TryGetLastBytes("kafka_replyTopic", out _));
        Assert.Equal("7", Text(built, "MT-Request-Id"));
        Assert.Equal("r", Text(built, HeaderNames.CorrelationId));
    }

    [Theory]
    [InlineData(null, "00-theirs")]
    [InlineData("00-ours", "00-ours")]
    public void Build_TraceParent_IsThatOfTheResultsSpanOrTheRequests(string? own, string expected)
    {
        var built = Build(new RequestTrail { ResultParent = own }, (HeaderNames.TraceParent, "00-theirs"u8.ToArray()));

        Assert.Equal([expected], built.Where(h => h.Key == HeaderNames.TraceParent).Select(h => Encoding.UTF8.GetString(h.GetValueBytes())));
    }

    private static string Text(Headers headers, string name) => Encoding.UTF8.GetString(headers.GetLastBytes(name));

    private static Headers Build(params (string Name, byte[] Value)[] headers) => Build(null, headers);

    private static Headers Build(RequestTrail? trail, params (string Name, byte[] Value)[] headers)
    {
        var carried = new Headers();
        foreach (var (name, value) in headers)
            carried.Add(name, value);
        var record = new TakenRecord("g", new TopicPartitionOffset("t", 0, 1), null, null, carried, new RecordValue.Deserializer().Deserialize([], isNull: false, default)) { Trail = trail };
        var outgoing = new OutgoingRecord(new TopicPartition("t", 0), (_, _) => { }, expectedBytes: 1);
        outgoing.SetKey("r");
        ResultHeaders.Write(outgoing, record, new InferenceResult("r", "m", Outcome.Ok), ContentTypes.Avro, DateTimeOffset.UnixEpoch);
        var built = new Headers();
        foreach (var header in outgoing.Headers)
            built.Add(Encoding.UTF8.GetString(header.Name), header.Value.ToArray());
        return built;
    }
}
