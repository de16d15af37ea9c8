using Shepherd.Schemas.Avro;

namespace Shepherd.Schemas.Tests;

public sealed class RequestCodecTests
{
    [Theory]
    [InlineData(ContentTypes.Avro)]
    [InlineData(ContentTypes.Json)]
    [InlineData("Application/JSON; charset=utf-8")]
    public void Decode_OfEncoded_GivesTheSame(string contentType) =>
        Same.Request(Samples.Request, RequestCodec.Decode(Samples.Encode(Samples.Request, contentType), contentType));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Decode_NoContentType_IsAvro(string? contentType) =>
        Same.Request(Samples.Request, RequestCodec.Decode(Samples.Encode(Samples.Request), contentType));

    [Theory]
    [InlineData(ContentTypes.Avro)]
    [InlineData(ContentTypes.Json)]
    public void Decode_OfTheEmptyRequest_GivesTheSame(string contentType)
    {
        var request = new InferenceRequest("", "", []);

        Same.Request(request, RequestCodec.Decode(Samples.Encode(request, contentType), contentType));
    }

    [Fact]
    public void Decode_Avro_SlicesTensorsOutOfTheValue()
    {
        var value = Samples.Encode(Samples.Request);

        var decoded = RequestCodec.Decode(value, ContentTypes.Avro);
        value.AsSpan().Fill(0xee);

        Assert.All(decoded.Inputs, tensor => Assert.True(tensor.Data.Span.IndexOfAnyExcept((byte)0xee) < 0));
    }

    [Fact]
    public void Decode_EveryTruncation_IsRefused()
    {
        var value = Samples.Encode(Samples.Request);

        for (var length = 0; length < value.Length; length++)
            Assert.Throws<CodecException>(() => RequestCodec.Decode(value.AsMemory(0, length), ContentTypes.Avro));
    }

    [Fact]
    public void Decode_TrailingByte_IsRefusedByOffset()
    {
        byte[] value = [.. Samples.Encode(Samples.Request), 0];

        var fault = Assert.Throws<CodecException>(() => RequestCodec.Decode(value, ContentTypes.Avro));

        Assert.Contains($"at byte {value.Length - 1}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_UnknownFingerprint_IsNamedInHex()
    {
        var value = Samples.Encode(Samples.Request);
        value.AsSpan(2, 8).Fill(0xab);

        var fault = Assert.Throws<CodecException>(() => RequestCodec.Decode(value, ContentTypes.Avro));

        Assert.Contains("0xabababababababab", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_UnknownContentType_IsNamed()
    {
        var fault = Assert.Throws<CodecException>(() => RequestCodec.Decode(Samples.Encode(Samples.Request), "text/csv"));

        Assert.Contains("text/csv", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_ConfluentFraming_FindsTheSchemaById()
    {
        using var value = new PooledBufferWriter();
        RequestCodec.EncodeConfluent(Samples.Request, 258, value);

        var decoded = RequestCodec.Decode(value.WrittenMemory, ContentTypes.ConfluentAvro, new OneSchema(258, WireSchemas.Request));

        Assert.Equal(new byte[] { 0, 0, 0, 1, 2 }, value.WrittenSpan[..5].ToArray());
        Same.Request(Samples.Request, decoded);
    }

    [Fact]
    public void Decode_ConfluentFramingWithoutRegistry_SaysSo()
    {
        using var value = new PooledBufferWriter();
        RequestCodec.EncodeConfluent(Samples.Request, 258, value);

        var missing = Assert.Throws<CodecException>(() => RequestCodec.Decode(value.WrittenMemory, ContentTypes.ConfluentAvro));
        var unknown = Assert.Throws<CodecException>(() => RequestCodec.Decode(value.WrittenMemory, ContentTypes.ConfluentAvro, new OneSchema(1, WireSchemas.Request)));

        Assert.Contains("needs a schema registry", missing.Message, StringComparison.Ordinal);
        Assert.Contains("258", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_ConfluentFraming_PointsToTheOverload()
    {
        var fault = Assert.Throws<CodecException>(() => Samples.Encode(Samples.Request, ContentTypes.ConfluentAvro));

        Assert.Contains(nameof(RequestCodec.EncodeConfluent), fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_ParameterOfAnotherType_IsNamed()
    {
        var request = Samples.Request with { Parameters = new Dictionary<string, object> { ["when"] = 3 } };

        Assert.Contains("'when'", Assert.Throws<CodecException>(() => Samples.Encode(request)).Message, StringComparison.Ordinal);
        Assert.Contains("'when'", Assert.Throws<CodecException>(() => Samples.Encode(request, ContentTypes.Json)).Message, StringComparison.Ordinal);
    }
}
