using Shepherd.Schemas.Avro;
using Shepherd.Schemas.Wire;

namespace Shepherd.Schemas.Tests.Wire;

public sealed class TensorAvroTests
{
    [Fact]
    public void ReadArray_SeveralBlocksSizedAndNot_ReadsAll()
    {
        Tensor[] tensors = [.. Enumerable.Range(0, 5).Select(i => new Tensor($"t{i}", TensorDatatype.UInt8, [1, 2], new byte[] { (byte)i, 9 }))];
        using var value = new PooledBufferWriter();
        value.WriteLong(0);
        WriteBlock(value, tensors[..2], isSized: true);
        WriteBlock(value, tensors[2..3], isSized: false);
        WriteBlock(value, tensors[3..], isSized: true);
        value.WriteLong(0);
        var source = new AvroReader(value.WrittenSpan, 1);

        var read = TensorAvro.ReadArray(ref source, value.WrittenMemory, "inputs");

        Same.Tensors(tensors, read);
        source.End("inputs");
    }

    [Fact]
    public void ReadArray_BlockThatEndsElsewhere_IsRefused()
    {
        using var value = new PooledBufferWriter();
        WriteBlock(value, [Samples.Request.Inputs[0]], isSized: true, extraBytes: 1);
        value.WriteLong(0);
        value.WriteLong(0);

        var fault = Assert.Throws<CodecException>(() =>
        {
            var source = new AvroReader(value.WrittenSpan, 0);
            TensorAvro.ReadArray(ref source, value.WrittenMemory, "inputs");
        });

        Assert.Contains("inputs", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0202781e" + "00" + "00" + "00", "Tensor.datatype")]
    [InlineData("02027800" + "00" + "00" + "00", "'x'")]
    [InlineData("02027802" + "12020202020202020202" + "00" + "00" + "00", "axes")]
    [InlineData("02027802" + "00" + "80808080" + "08" + "00", "Tensor.data")]
    [InlineData("02027802" + "ffffffff0f", "Tensor.shape")]
    [InlineData("feffffff0f", "inputs")]
    public void ReadArray_HostileBytes_NamesTheField(string hex, string expected)
    {
        var value = Convert.FromHexString(hex);

        var fault = Assert.Throws<CodecException>(() =>
        {
            var source = new AvroReader(value, 0);
            TensorAvro.ReadArray(ref source, value, "inputs");
        });

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_DatatypesAndOutcomes_AreInTheOrderOfTheCode()
    {
        var tensor = (RecordSchema)((ArraySchema)((RecordSchema)WireSchemas.Request).Fields[^1].Schema).Items;
        var outcome = (EnumSchema)((RecordSchema)WireSchemas.Result).Fields[2].Schema;

        Assert.Equal(["UNKNOWN", .. Enum.GetValues<TensorDatatype>().Select(d => d.WireName())], ((EnumSchema)tensor.Fields[1].Schema).Symbols);
        Assert.Equal(["UNKNOWN", .. Enum.GetValues<Outcome>().Select(o => o.WireName())], outcome.Symbols);
    }

    private static void WriteBlock(PooledBufferWriter value, Tensor[] tensors, bool isSized, int extraBytes = 0)
    {
        using var all = new PooledBufferWriter();
        TensorAvro.WriteArray(all, tensors);
        // Without the count before and the end mark behind: both take one byte here.
        var items = all.WrittenSpan[1..^1];
        value.WriteLong(isSized ? -tensors.Length : tensors.Length);
        if (isSized)
            value.WriteLong(items.Length + extraBytes);
        System.Buffers.BuffersExtensions.Write(value, items);
    }
}
