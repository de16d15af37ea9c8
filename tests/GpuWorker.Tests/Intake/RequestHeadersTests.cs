using System.Text;
using Confluent.Kafka;
using Shepherd.GpuWorker.Intake;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tests.Intake;

public class RequestHeadersTests
{
    [Fact]
    public void Read_AllSet_ReadsThem()
    {
        var read = Read(
            (HeaderNames.Id, "7"), (HeaderNames.Model, "m"), (HeaderNames.ExpiryTime, "2030-01-31T12:00:00.250+01:00"), (HeaderNames.TimeoutMs, "250"),
            (HeaderNames.Priority, "3"), (HeaderNames.Tenant, "acme"), (HeaderNames.ReplyTopic, "replies"), (HeaderNames.ReplyPartition, "5"), (HeaderNames.ContentType, ContentTypes.Json));
        Assert.Equal(
            new RequestHeaders
            {
                Id = "7",
                Model = "m",
                Expiry = new DateTimeOffset(2030, 1, 31, 11, 0, 0, 250, TimeSpan.Zero),
                TimeoutMs = 250,
                Priority = 3,
                Tenant = "acme",
                ReplyTopic = "replies",
                ReplyPartition = 5,
                ContentType = ContentTypes.Json,
            },
            read);
    }

    [Fact]
    public void Read_NoHeaders_HasNoFault() => Assert.Equal(new RequestHeaders(), Read());

    [Fact]
    public void Read_SameNameTwice_TakesTheLast() => Assert.Equal("b", Read((HeaderNames.Id, "a"), (HeaderNames.Id, "b")).Id);

    [Fact]
    public void Read_NamesOfOtherFrameworks_AreUnderstood()
    {
        var headers = new Headers { { "kafka_replyTopic", "replies"u8.ToArray() }, { "kafka_replyPartition", [0, 0, 1, 2] }, { "x-request-id", "r"u8.ToArray() } };
        var read = RequestHeaders.Read(headers);
        Assert.Equal(("replies", 258, "r"), (read.ReplyTopic, read.ReplyPartition, read.Id));
    }

    [Theory]
    [InlineData("topic:replies", "replies")]
    [InlineData("loopback://localhost/kafka/replies", "replies")]
    [InlineData("rabbitmq://host/vhost/kafka/replies?partition=1", "replies")]
    public void Read_MassTransitResponseAddress_NamesTheReplyTopic(string address, string topic)
    {
        var read = Read(("MT-Response-Address", address));
        Assert.Equal((topic, null), (read.ReplyTopic, read.Fault));
        Assert.Equal("mine", Read(("MT-Response-Address", "rabbitmq://host/queue"), (HeaderNames.ReplyTopic, "mine")).ReplyTopic);
    }

    [Theory]
    [InlineData("rabbitmq://host/queue")]
    [InlineData("loopback://localhost/kafka/")]
    [InlineData("replies")]
    public void Read_MassTransitResponseAddressThatIsNoTopic_IsAFaultWithARemedy(string address)
    {
        var read = Read(("MT-Response-Address", address));
        Assert.Null(read.ReplyTopic);
        Assert.Contains("MT-Response-Address", read.Fault, StringComparison.Ordinal);
        Assert.Contains("topic:replies", read.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeldonInferType_IsTheContentTypeUnlessOneIsSet()
    {
        Assert.Equal(new RequestHeaders { ContentType = ContentTypes.Json }, Read(("seldon-infer-type", "json/inferModelRequest")));
        Assert.Equal(ContentTypes.Avro, Read(("seldon-infer-type", "proto/InferModelRequest"), (HeaderNames.ContentType, ContentTypes.Avro)).ContentType);
        Assert.Contains("seldon-infer-type is 'proto/InferModelRequest'", Read(("seldon-infer-type", "proto/InferModelRequest")).Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HeaderNames.ExpiryTime, "soon")]
    [InlineData(HeaderNames.ExpiryTime, "5")]
    [InlineData(HeaderNames.TimeoutMs, "1.5")]
    [InlineData(HeaderNames.TimeoutMs, "-1")]
    [InlineData(HeaderNames.TimeoutMs, "86400001")]
    [InlineData(HeaderNames.Priority, "4")]
    [InlineData(HeaderNames.ReplyTopic, "..")]
    [InlineData(HeaderNames.ReplyPartition, "-1")]
    public void Read_FaultyHeader_NamesItAndStillReadsTheOthers(string name, string value)
    {
        var read = Read((name, value), (HeaderNames.Id, "7"), (HeaderNames.Model, "m"));
        Assert.Contains(name == HeaderNames.ReplyTopic ? "reply topic" : name, read.Fault, StringComparison.Ordinal);
        Assert.Equal(("7", "m"), (read.Id, read.Model));
    }

    [Fact]
    public void Read_NotUtf8_NamesTheHeader()
    {
        var read = RequestHeaders.Read([new Header(HeaderNames.Model, [0xFF, 0xFE])]);
        Assert.Equal($"header {HeaderNames.Model} is not UTF-8", read.Fault);
    }

    [Theory]
    [InlineData(HeaderNames.Id)]
    [InlineData(HeaderNames.Model)]
    public void Read_NameLongerThanAResultCarries_IsAFaultAndLeftOut(string name)
    {
        var read = Read((name, new string('é', 600)), (HeaderNames.ReplyTopic, "replies"));
        Assert.Equal((null, null, "replies"), (read.Id, read.Model, read.ReplyTopic));
        Assert.Equal($"header {name} has 1200 bytes: it takes at most 1024", read.Fault);
    }

    [Fact]
    public void Read_FaultyReplyPartition_KeepsTheReplyTopic() =>
        Assert.Equal("replies", Read((HeaderNames.ReplyPartition, "x"), (HeaderNames.ReplyTopic, "replies")).ReplyTopic);

    private static RequestHeaders Read(params (string Name, string Value)[] headers)
    {
        var all = new Headers();
        foreach (var (name, value) in headers)
            all.Add(name, Encoding.UTF8.GetBytes(value));
        return RequestHeaders.Read(all);
    }
}
