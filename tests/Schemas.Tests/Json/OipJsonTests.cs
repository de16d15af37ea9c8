using System.Text;
using System.Text.Json.Nodes;

namespace Shepherd.Schemas.Tests.Json;

public sealed class OipJsonTests
{
    [Theory]
    [InlineData("BOOL", "[true,false]", "0100")]
    [InlineData("UINT8", "[0,255]", "00ff")]
    [InlineData("INT8", "[-128,127]", "807f")]
    [InlineData("UINT16", "[0,65535]", "0000ffff")]
    [InlineData("INT16", "[-32768,32767]", "0080ff7f")]
    [InlineData("UINT32", "[0,4294967295]", "00000000ffffffff")]
    [InlineData("INT32", "[-2147483648,2147483647]", "00000080ffffff7f")]
    [InlineData("UINT64", "[0,18446744073709551615]", "0000000000000000ffffffffffffffff")]
    [InlineData("INT64", "[-9223372036854775808,9223372036854775807]", "0000000000000080ffffffffffffff7f")]
    [InlineData("FP32", "[1.5,-3.4028235E+38]", "0000c03fffff7fff")]
    [InlineData("FP64", "[1.5,-1.7976931348623157E+308]", "000000000000f83fffffffffffffefff")]
    [InlineData("BYTES", "[\"grün\",\"\"]", "050000006772c3bc6e00000000")]
    public void Decode_Elements_AreLittleEndianAndWrittenAlike(string datatype, string data, string hex)
    {
        var request = Decode($$"""{"inputs":[{"data":{{data}},"shape":[2],"datatype":"{{datatype}}","name":"x"}]}""");

        Assert.Equal(hex, Convert.ToHexStringLower(request.Inputs[0].Data.Span));
        Assert.Null(request.Inputs[0].FindFault());
        var written = JsonNode.Parse(Samples.Encode(request, ContentTypes.Json))!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(data), written["inputs"]![0]!["data"]));
    }

    [Theory]
    [InlineData("UINT8", "[1,256]", "element 1: 256 is not a UINT8")]
    [InlineData("UINT8", "[-1]", "element 0: -1")]
    [InlineData("INT8", "[128]", "element 0")]
    [InlineData("INT16", "[40000]", "element 0")]
    [InlineData("UINT16", "[65536]", "element 0")]
    [InlineData("UINT32", "[4294967296]", "element 0")]
    [InlineData("INT32", "[1.5]", "element 0: 1.5")]
    [InlineData("UINT64", "[18446744073709551616]", "element 0")]
    [InlineData("INT64", "[\"1\"]", "element 0")]
    [InlineData("FP32", "[1e39]", "element 0: 1e39 is not a FP32")]
    [InlineData("FP64", "[1e999]", "element 0")]
    [InlineData("FP32", "[null]", "element 0: null")]
    [InlineData("BOOL", "[1]", "element 0")]
    [InlineData("BYTES", "[1]", "element 0")]
    [InlineData("FP16", "[1]", "no JSON form")]
    [InlineData("BF16", "[1]", "no JSON form")]
    [InlineData("FP32", "[{}]", "element 0: an object")]
    [InlineData("FP32", "7", "data of tensor 'x'")]
    public void Decode_ElementOfAnotherKind_NamesTensorAndElement(string datatype, string data, string expected)
    {
        var fault = Assert.Throws<CodecException>(() => Decode($$"""{"inputs":[{"name":"x","datatype":"{{datatype}}","shape":[1],"data":{{data}}}]}"""));

        Assert.Contains("'x'", fault.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[2,3]", "[1,2,3,4,5,6]")]
    [InlineData("[2,3]", "[[1,2,3],[4,5,6]]")]
    [InlineData("[2,1,3]", "[[[1,2,3]],[[4,5,6]]]")]
    public void Decode_FlatOrNested_IsTheSame(string shape, string data)
    {
        var tensor = Decode($$"""{"inputs":[{"name":"x","datatype":"UINT8","shape":{{shape}},"data":{{data}}}]}""").Inputs[0];

        Assert.Equal(new byte[] { 1, 2, 3, 4, 5, 6 }, tensor.Data.ToArray());
    }

    [Theory]
    [InlineData("[2,3]", "[[1,2],[3,4],[5,6]]")]
    [InlineData("[2,3]", "[[1,2,3],4,5,6]")]
    [InlineData("[2,3]", "[1,2,3,[4,5,6]]")]
    [InlineData("[2,3]", "[[1,2,3]]")]
    [InlineData("[6]", "[[1,2,3,4,5,6]]")]
    [InlineData("[2,0]", "[[],[1]]")]
    [InlineData("[1,1]", "[[[[[[[[[[[1]]]]]]]]]]]")]
    public void Decode_NestingUnlikeTheShape_IsRefused(string shape, string data) =>
        Assert.Contains("'x'", Assert.Throws<CodecException>(() => Decode($$"""{"inputs":[{"name":"x","datatype":"UINT8","shape":{{shape}},"data":{{data}}}]}""")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("[]", "'request'")]
    [InlineData("{}", "lacks 'inputs'")]
    [InlineData("""{"inputs":[]} x""", "JSON")]
    [InlineData("""{"inputs":[]""", "JSON")]
    [InlineData("""{"inputs":{}}""", "'inputs'")]
    [InlineData("""{"inputs":[{}]}""", "'inputs[0]' lacks 'name'")]
    [InlineData("""{"inputs":[{"name":"x"}]}""", "lacks 'datatype'")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32"}]}""", "lacks 'shape'")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[1]}]}""", "lacks 'data'")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP31","shape":[1]}]}""", "'FP31'")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[1.5]}]}""", "shape")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[1,1,1,1,1,1,1,1,1]}]}""", "axes")]
    [InlineData("""{"inputs":[],"id":7}""", "'id'")]
    [InlineData("""{"inputs":[],"parameters":{"p":[1]}}""", "'p'")]
    [InlineData("""{"inputs":[],"parameters":{"p":null}}""", "'p'")]
    [InlineData("""{"inputs":[],"outputs":[{}]}""", "'outputs[0]' lacks 'name'")]
    [InlineData("""{"inputs":[],"id":"\ud800"}""", "JSON")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"UINT8","shape":[1],"parameters":{"binary_data_size":1}}]}""", "'x'")]
    public void Decode_BadRequest_SaysWhat(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<CodecException>(() => Decode(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Decode_UnknownProperties_ArePassedOver()
    {
        var request = Decode("""{"extra":{"a":[1]},"inputs":[{"extra":[[]],"name":"x","datatype":"UINT8","shape":[1],"data":[1]}],"id":"i","model_name":"m","model_version":null}""");

        Assert.Equal(("i", "m", ""), (request.Id, request.Model, request.ModelVersion));
    }

    [Fact]
    public void Encode_NotFiniteInAResult_IsNullAndReadAsNaN()
    {
        var result = Samples.Result with { Outputs = [new Tensor("y", TensorDatatype.Fp32, [3], Samples.Floats(float.NaN, 1, float.NegativeInfinity))] };

        var value = Samples.Encode(result, ContentTypes.Json);

        Assert.Contains("\"data\":[null,1,null]", Encoding.UTF8.GetString(value), StringComparison.Ordinal);
        Assert.Equal(Samples.Floats(float.NaN, 1, float.NaN), ResultCodec.Decode(value, ContentTypes.Json).Outputs[0].Data.ToArray());
    }

    [Fact]
    public void Encode_WhatJsonCannotCarry_NamesTheTensor()
    {
        Tensor[] tensors =
        [
            new("x", TensorDatatype.Fp64, [1], BitConverter.GetBytes(double.NaN)),
            new("x", TensorDatatype.Fp16, [1], new byte[2]),
            new("x", TensorDatatype.Bytes, [1], new byte[] { 1, 0, 0, 0, 0xff }),
            new("x", TensorDatatype.Fp32, [2], new byte[4]),
        ];

        Assert.All(tensors, tensor => Assert.Contains(
            "'x'",
            Assert.Throws<CodecException>(() => Samples.Encode(new InferenceRequest("", "", [tensor]), ContentTypes.Json)).Message,
            StringComparison.Ordinal));
    }

    [Fact]
    public void Encode_Result_PutsTheOutcomeAmongTheParameters()
    {
        var json = JsonNode.Parse(Samples.Encode(new InferenceResult("i", "m", Outcome.Expired) { Reason = "late", Worker = "w", Epoch = new Epoch(1, 2) }, ContentTypes.Json))!;

        Assert.Equal("m", (string)json["model_name"]!);
        Assert.Equal("""{"shepherd-status":"EXPIRED","shepherd-reason":"late","shepherd-attempts":0,"shepherd-worker":"w","shepherd-epoch":"1.2"}""", json["parameters"]!.ToJsonString());
        Assert.Equal("[]", json["outputs"]!.ToJsonString());
    }

    [Fact]
    public void Encode_ParameterOfAReservedName_GivesWay()
    {
        var result = Samples.Result with { Parameters = new Dictionary<string, object> { [HeaderNames.Status] = "EXPIRED", ["own"] = 1L } };

        var read = ResultCodec.Decode(Samples.Encode(result, ContentTypes.Json), ContentTypes.Json);

        Assert.Equal(Outcome.Ok, read.Outcome);
        Assert.Equal(["own"], read.Parameters.Keys);
    }

    [Theory]
    [InlineData("{}", "shepherd-status")]
    [InlineData("""{"parameters":{"shepherd-status":"FINE"}}""", "shepherd-status")]
    [InlineData("""{"parameters":{"shepherd-status":"OK","shepherd-attempts":-1}}""", "shepherd-attempts")]
    [InlineData("""{"parameters":{"shepherd-status":"OK","shepherd-epoch":"x"}}""", "shepherd-epoch")]
    [InlineData("""{"parameters":{"shepherd-status":"OK","shepherd-worker":1}}""", "shepherd-worker")]
    public void DecodeResult_BadCircumstances_AreNamed(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<CodecException>(() => ResultCodec.Decode(Encoding.UTF8.GetBytes(json), ContentTypes.Json)).Message, StringComparison.Ordinal);

    private static InferenceRequest Decode(string json) => RequestCodec.Decode(Encoding.UTF8.GetBytes(json), ContentTypes.Json);
}
