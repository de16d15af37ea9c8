using System.Text;
using System.Text.Json.Nodes;
using Shepherd.Schemas.Json;

namespace Shepherd.Schemas.Tests.Json;

public sealed class OipHttpCodecTests
{
    [Fact]
    public void Decode_RawBytesBehindTheJson_AreSlicedInOrder()
    {
        var header = """
            {"id":"1","parameters":{"binary_data_output":true,"keep":1},
             "inputs":[
               {"name":"a","datatype":"FP16","shape":[2],"parameters":{"binary_data_size":4}},
               {"name":"b","datatype":"INT32","shape":[2],"data":[1,-2]},
               {"name":"c","datatype":"UINT8","shape":[3],"parameters":{"binary_data_size":3}}],
             "outputs":[{"name":"y"},{"name":"z","parameters":{"binary_data":false}}]}
            """;
        byte[] body = [.. Encoding.UTF8.GetBytes(header), 1, 2, 3, 4, 5, 6, 7];

        var read = OipHttpCodec.Decode(body, body.Length - 7);

        Same.Request(
            new InferenceRequest("1", "", [
                new Tensor("a", TensorDatatype.Fp16, [2], new byte[] { 1, 2, 3, 4 }),
                new Tensor("b", TensorDatatype.Int32, [2], new byte[] { 1, 0, 0, 0, 254, 255, 255, 255 }),
                new Tensor("c", TensorDatatype.UInt8, [3], new byte[] { 5, 6, 7 }),
            ])
            {
                Outputs = ["y", "z"],
                Parameters = new Dictionary<string, object> { ["keep"] = 1L },
            },
            read.Request);
        Assert.True(read.BinaryOutputs.Wants("y"));
        Assert.True(read.BinaryOutputs.Wants("unnamed"));
        Assert.False(read.BinaryOutputs.Wants("z"));
    }

    [Fact]
    public void Decode_NoHeaderLength_IsJsonOnly()
    {
        var read = OipHttpCodec.Decode("""{"inputs":[{"name":"a","datatype":"BOOL","shape":[1],"data":[true]}]}"""u8.ToArray(), null);

        Assert.Equal(new byte[] { 1 }, read.Request.Inputs[0].Data.ToArray());
        Assert.False(read.BinaryOutputs.Wants("y"));
    }

    [Theory]
    [InlineData(-1, "Inference-Header-Content-Length")]
    [InlineData(1_000_000, "Inference-Header-Content-Length")]
    public void Decode_HeaderLengthBeyondTheBody_IsNamed(int headerLength, string expected) =>
        Assert.Contains(expected, Assert.Throws<CodecException>(() => OipHttpCodec.Decode("{}"u8.ToArray(), headerLength)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"inputs":[{"name":"a","datatype":"UINT8","shape":[9],"parameters":{"binary_data_size":9}}]}""", "'a'")]
    [InlineData("""{"inputs":[{"name":"a","datatype":"UINT8","shape":[9],"parameters":{"binary_data_size":-1}}]}""", "'a'")]
    [InlineData("""{"inputs":[{"name":"a","datatype":"UINT8","shape":[9],"parameters":{"binary_data_size":"2"}}]}""", "'a'")]
    [InlineData("""{"inputs":[{"name":"a","datatype":"UINT8","shape":[1],"parameters":{"binary_data_size":1}}]}""", "1 raw bytes are left")]
    [InlineData("""{"inputs":[{"name":"a","datatype":"UINT8","shape":[2],"data":[1,2],"parameters":{"binary_data_size":2}}]}""", "both data and")]
    [InlineData("""{"inputs":[],"parameters":{"binary_data_output":1}}""", "raw bytes are left")]
    [InlineData("""{"inputs":[],"outputs":[{"name":"y","parameters":{"binary_data":"yes"}}]}""", "'y'")]
    public void Decode_BinaryPartThatDoesNotFit_SaysWhere(string header, string expected)
    {
        byte[] body = [.. Encoding.UTF8.GetBytes(header), 1, 2];

        Assert.Contains(expected, Assert.Throws<CodecException>(() => OipHttpCodec.Decode(body, body.Length - 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_BinaryOutputs_FollowTheJson()
    {
        var result = Samples.Result with
        {
            Outputs =
            [
                new Tensor("y", TensorDatatype.Fp16, [2], new byte[] { 1, 2, 3, 4 }),
                new Tensor("z", TensorDatatype.Int8, [2], new byte[] { 255, 1 }),
                new Tensor("w", TensorDatatype.Bytes, [1], new byte[] { 1, 0, 0, 0, 0xff }),
            ],
        };
        using var body = new PooledBufferWriter();

        var headerLength = OipHttpCodec.Encode(result, new OipBinaryOutputs(true, new Dictionary<string, bool> { ["z"] = false }), body);

        var header = JsonNode.Parse(body.WrittenSpan[..headerLength!.Value])!;
        Assert.Equal(4, (int)header["outputs"]![0]!["parameters"]!["binary_data_size"]!);
        Assert.Null(header["outputs"]![0]!["data"]);
        Assert.Equal("[-1,1]", header["outputs"]![1]!["data"]!.ToJsonString());
        Assert.Equal(5, (int)header["outputs"]![2]!["parameters"]!["binary_data_size"]!);
        Assert.Equal(new byte[] { 1, 2, 3, 4, 1, 0, 0, 0, 0xff }, body.WrittenSpan[headerLength.Value..].ToArray());
    }

    [Fact]
    public void Encode_NoBinaryOutputs_HasNoHeaderLength()
    {
        using var body = new PooledBufferWriter();

        Assert.Null(OipHttpCodec.Encode(Samples.Result, OipBinaryOutputs.None, body));
        Same.Result(Samples.Result, ResultCodec.Decode(body.WrittenMemory, ContentTypes.Json));
    }
}
