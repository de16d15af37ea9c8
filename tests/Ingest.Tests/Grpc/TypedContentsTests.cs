using Google.Protobuf;
using Shepherd.Ingest.Grpc;
using Shepherd.Ingest.Grpc.Protocol;
using Shepherd.Schemas;

namespace Shepherd.Ingest.Tests.Grpc;

public class TypedContentsTests
{
    [Theory]
    [InlineData("BOOL", """{"boolContents":[true,false]}""", "0100")]
    [InlineData("INT8", """{"intContents":[-128,127]}""", "807F")]
    [InlineData("INT16", """{"intContents":[-2]}""", "FEFF")]
    [InlineData("INT32", """{"intContents":[1]}""", "01000000")]
    [InlineData("INT64", """{"int64Contents":["-1"]}""", "FFFFFFFFFFFFFFFF")]
    [InlineData("UINT8", """{"uintContents":[0,255]}""", "00FF")]
    [InlineData("UINT16", """{"uintContents":[65535]}""", "FFFF")]
    [InlineData("UINT32", """{"uintContents":[4294967295]}""", "FFFFFFFF")]
    [InlineData("UINT64", """{"uint64Contents":["1"]}""", "0100000000000000")]
    [InlineData("FP32", """{"fp32Contents":[1]}""", "0000803F")]
    [InlineData("FP64", """{"fp64Contents":[1]}""", "000000000000F03F")]
    [InlineData("BYTES", """{"bytesContents":["YWI=",""]}""", "02000000616200000000")]
    public void ToBytes_EachDatatype_IsLittleEndianAndDense(string datatype, string contents, string hex) =>
        Assert.Equal(hex, Convert.ToHexString(ToBytes(datatype, contents)));

    [Theory]
    [InlineData("INT8", """{"intContents":[128]}""", "128")]
    [InlineData("UINT16", """{"uintContents":[65536]}""", "65536")]
    [InlineData("FP32", """{"intContents":[1]}""", "fp32_contents")]
    [InlineData("FP32", """{"fp32Contents":[1],"intContents":[1]}""", "fp32_contents")]
    [InlineData("FP16", """{"fp32Contents":[1]}""", "raw_input_contents")]
    public void ToBytes_WrongContents_NamesTheTensorAndWhatItTakes(string datatype, string contents, string named)
    {
        var thrown = Assert.Throws<CodecException>(() => ToBytes(datatype, contents));

        Assert.Contains("'x'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(named, thrown.Message, StringComparison.Ordinal);
    }

    private static byte[] ToBytes(string datatype, string contents)
    {
        Assert.True(TensorDatatypes.TryParse(datatype, out var parsed));
        return TypedContents.ToBytes("x", parsed, JsonParser.Default.Parse<InferTensorContents>(contents)).ToArray();
    }
}
