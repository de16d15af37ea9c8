using Shepherd.Schemas.Avro;

namespace Shepherd.Schemas.Tests;

public sealed class ResultCodecTests
{
    public static TheoryData<Outcome, string> Outcomes()
    {
        var data = new TheoryData<Outcome, string>();
        foreach (var outcome in Enum.GetValues<Outcome>())
        {
            data.Add(outcome, ContentTypes.Avro);
            data.Add(outcome, ContentTypes.Json);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void Decode_OfEncoded_GivesTheSame(Outcome outcome, string contentType)
    {
        var result = Samples.Result with { Outcome = outcome, Reason = outcome == Outcome.Ok ? "" : "because" };

        Same.Result(result, ResultCodec.Decode(Samples.Encode(result, contentType), contentType));
    }

    [Theory]
    [InlineData(ContentTypes.Avro)]
    [InlineData(ContentTypes.Json)]
    public void Decode_OfABareResult_GivesTheSame(string contentType)
    {
        var result = new InferenceResult("", "", Outcome.Rejected);

        Same.Result(result, ResultCodec.Decode(Samples.Encode(result, contentType), contentType));
    }

    [Fact]
    public void Decode_EveryTruncation_IsRefused()
    {
        var value = Samples.Encode(Samples.Result);

        for (var length = 0; length < value.Length; length++)
            Assert.Throws<CodecException>(() => ResultCodec.Decode(value.AsMemory(0, length), ContentTypes.Avro));
    }

    [Fact]
    public void Decode_ARequest_IsRefusedByName()
    {
        var fault = Assert.Throws<CodecException>(() => ResultCodec.Decode(Samples.Encode(Samples.Request), ContentTypes.Avro));

        Assert.Contains("shepherd.v1.InferenceRequest", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_ConfluentFraming_FindsTheSchemaById()
    {
        using var value = new PooledBufferWriter();
        ResultCodec.EncodeConfluent(Samples.Result, 7, value);

        Same.Result(Samples.Result, ResultCodec.Decode(value.WrittenMemory, ContentTypes.ConfluentAvro, new OneSchema(7, WireSchemas.Result)));
    }
}
