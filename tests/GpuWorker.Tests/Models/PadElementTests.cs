using Shepherd.GpuWorker.Models;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tests.Models;

public class PadElementTests
{
    [Fact]
    public void Encode_EveryDatatype_IsLittleEndian()
    {
        Assert.Equal(BitConverter.GetBytes(-2.5f), PadElement.Encode(TensorDatatype.Fp32, -2.5));
        Assert.Equal(BitConverter.GetBytes(-2.5), PadElement.Encode(TensorDatatype.Fp64, -2.5));
        Assert.Equal(BitConverter.GetBytes((Half)(-2.5)), PadElement.Encode(TensorDatatype.Fp16, -2.5));
        Assert.Equal([0x20, 0xC0], PadElement.Encode(TensorDatatype.Bf16, -2.5));
        Assert.Equal(BitConverter.GetBytes(-2L), PadElement.Encode(TensorDatatype.Int64, -2));
        Assert.Equal(BitConverter.GetBytes(-2), PadElement.Encode(TensorDatatype.Int32, -2));
        Assert.Equal([0x39, 0x30], PadElement.Encode(TensorDatatype.UInt16, 12345));
        Assert.Equal([0xFE], PadElement.Encode(TensorDatatype.Int8, -2));
        Assert.Equal([1], PadElement.Encode(TensorDatatype.Bool, 1));
    }

    [Theory]
    [InlineData(TensorDatatype.Bool, 2)]
    [InlineData(TensorDatatype.UInt8, 256)]
    [InlineData(TensorDatatype.UInt8, -1)]
    [InlineData(TensorDatatype.Int32, 0.5)]
    [InlineData(TensorDatatype.Int64, 9.3e18)]
    [InlineData(TensorDatatype.UInt64, 1.9e19)]
    [InlineData(TensorDatatype.Fp16, 70000)]
    [InlineData(TensorDatatype.Fp32, 1e39)]
    public void FindFault_OutOfRange_SaysSo(TensorDatatype datatype, double value) =>
        Assert.EndsWith($"is no {datatype.WireName()}", PadElement.FindFault(datatype, value), StringComparison.Ordinal);
}
