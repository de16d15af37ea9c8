using Shepherd.Schemas.Avro;
using Shepherd.Schemas.Tests.Peers;

namespace Shepherd.Schemas.Tests.Avro;

/// <summary>Each rule of "Schema Resolution" in the Avro specification 1.11; bytes are written out by hand, values as <see cref="Neutral"/> shows them.</summary>
public sealed class DatumReaderTests
{
    private const string EnumAbc = """{"type":"enum","name":"E","symbols":["A","B","C"]}""";

    [Theory]
    // Promotions.
    [InlineData("\"int\"", "\"long\"", "03", "\"-2\"")]
    [InlineData("\"int\"", "\"float\"", "02", "\"0000803f\"")]
    [InlineData("\"int\"", "\"double\"", "02", "\"000000000000f03f\"")]
    [InlineData("\"long\"", "\"float\"", "02", "\"0000803f\"")]
    [InlineData("\"long\"", "\"double\"", "02", "\"000000000000f03f\"")]
    [InlineData("\"float\"", "\"double\"", "0000803f", "\"000000000000f03f\"")]
    [InlineData("\"string\"", "\"bytes\"", "0461c3", null)]
    [InlineData("\"string\"", "\"bytes\"", "046162", "\"6162\"")]
    [InlineData("\"bytes\"", "\"string\"", "046162", "\"ab\"")]
    // Arrays, maps, fixed.
    [InlineData("""{"type":"array","items":"int"}""", """{"type":"array","items":"long"}""", "04020400", """["1","2"]""")]
    [InlineData("""{"type":"map","values":"int"}""", """{"type":"map","values":"long"}""", "0202610200", """[["a","1"]]""")]
    [InlineData("""{"type":"fixed","name":"x.F","size":2}""", """{"type":"fixed","name":"y.F","size":2}""", "0102", "\"0102\"")]
    [InlineData("""{"type":"fixed","name":"F","size":2}""", """{"type":"fixed","name":"G","aliases":["F"],"size":2}""", "0102", "\"0102\"")]
    // Enums: by symbol, not by index; the default for what the reader lacks.
    [InlineData(EnumAbc, """{"type":"enum","name":"E","symbols":["C","B","A"]}""", "00", "\"A\"")]
    [InlineData(EnumAbc, """{"type":"enum","name":"E","symbols":["A","U"],"default":"U"}""", "04", "\"U\"")]
    // Unions on either side and on both.
    [InlineData("""["null","int"]""", "\"long\"", "0202", "\"1\"")]
    [InlineData("\"int\"", """["null","long"]""", "02", """{"i":1,"v":"1"}""")]
    [InlineData("""["int","string"]""", """["string","null","double"]""", "0002", """{"i":2,"v":"000000000000f03f"}""")]
    [InlineData("""["double","int"]""", """["double","int"]""", "0202", """{"i":1,"v":1}""")]
    // Sized blocks.
    [InlineData("""{"type":"array","items":"int"}""", """{"type":"array","items":"int"}""", "030402040200060000", null)]
    [InlineData("""{"type":"array","items":"int"}""", """{"type":"array","items":"int"}""", "030402040206" + "00", """[1,2,3]""")]
    public void Read_AnotherSchema_Resolves(string writer, string reader, string hex, string? expected)
    {
        if (expected is null)
            Assert.Throws<CodecException>(() => Read(writer, reader, hex));
        else
            Assert.Equal(expected, Read(writer, reader, hex));
    }

    [Theory]
    [InlineData("""[{"name":"a","type":"int"},{"name":"b","type":"string"}]""", """[{"name":"b","type":"string"},{"name":"a","type":"int"}]""", "020278", """["x",1]""")]
    [InlineData("""[{"name":"a","type":"int"},{"name":"b","type":"string"}]""", """[{"name":"a","type":"int"}]""", "020278", "[1]")]
    [InlineData("""[{"name":"a","type":"int"}]""", """[{"name":"a","type":"int"},{"name":"b","type":"string","default":"d"}]""", "02", """[1,"d"]""")]
    [InlineData("""[{"name":"a","type":"int"}]""", """[{"name":"b","aliases":["x","a"],"type":"long"}]""", "02", """["1"]""")]
    [InlineData("""[{"name":"a","type":{"type":"array","items":"string"}},{"name":"b","type":"int"}]""", """[{"name":"b","type":"int"}]""", "0104027800" + "02", "[1]")]
    [InlineData("""[{"name":"a","type":{"type":"map","values":["null",{"type":"fixed","name":"F","size":1}]}},{"name":"b","type":"int"}]""", """[{"name":"b","type":"int"}]""", "02" + "0278" + "02ff" + "00" + "02", "[1]")]
    [InlineData("""[{"name":"v","type":"int"},{"name":"n","type":["null","R"]}]""", """[{"name":"n","type":["null","R"]},{"name":"v","type":"long"}]""", "02" + "02" + "04" + "00", """[{"i":1,"v":[{"i":0,"v":null},"2"]},"1"]""")]
    public void Read_AnotherRecord_Resolves(string writer, string reader, string hex, string? expected) =>
        Read_AnotherSchema_Resolves($$"""{"type":"record","name":"R","fields":{{writer}}}""", $$"""{"type":"record","name":"R","fields":{{reader}}}""", hex, expected);

    [Theory]
    [InlineData("\"string\"", "\"int\"", "00", "string")]
    [InlineData("\"long\"", "\"int\"", "00", "long")]
    [InlineData("\"double\"", "\"float\"", "0000000000000000", "double")]
    [InlineData("""["int","string"]""", "\"int\"", "0200", "string")]
    [InlineData("\"boolean\"", """["int","string"]""", "00", "boolean")]
    [InlineData("""{"type":"fixed","name":"F","size":1}""", """{"type":"fixed","name":"F","size":2}""", "00", "F")]
    [InlineData(EnumAbc, """{"type":"enum","name":"E","symbols":["A"]}""", "04", "'C'")]
    [InlineData(EnumAbc, """{"type":"enum","name":"X","symbols":["A"]}""", "00", "X")]
    [InlineData("""{"type":"record","name":"R","fields":[]}""", """{"type":"record","name":"R","fields":[{"name":"f","type":"int"}]}""", "", "R.f")]
    public void Read_SchemasThatDoNotResolve_SaysWhich(string writer, string reader, string hex, string expected) =>
        Assert.Contains(expected, Assert.Throws<CodecException>(() => Read(writer, reader, hex)).Message, StringComparison.Ordinal);

    /// <summary>Bytes that every decoder must refuse; those of Apache Avro's share/test/data/binary-rejections.json and some more.</summary>
    [Theory]
    [InlineData("\"long\"", "80808080808080808080")]
    [InlineData("\"long\"", "ffffffffffffffffff02")]
    [InlineData("\"int\"", "8080808080")]
    [InlineData("\"int\"", "808080808000")]
    [InlineData("\"int\"", "ffffffff1f")]
    [InlineData("""{"type":"array","items":"int"}""", "ffffffffffffffffff0102")]
    [InlineData("""{"type":"array","items":"int"}""", "feffffffffffffffff01")]
    [InlineData("""{"type":"array","items":"int"}""", "03feffffffffffffffff0102")]
    [InlineData("""{"type":"array","items":"int"}""", "0301" + "0204" + "00")]
    [InlineData("\"bytes\"", "01")]
    [InlineData("\"bytes\"", "feffffffffffffffff01")]
    [InlineData("\"string\"", "01")]
    [InlineData("\"string\"", "02ff")]
    [InlineData("\"boolean\"", "02")]
    [InlineData("""["null","int"]""", "01")]
    [InlineData("""["null","int"]""", "0a")]
    [InlineData(EnumAbc, "01")]
    [InlineData(EnumAbc, "0a")]
    [InlineData("[]", "00")]
    [InlineData("\"null\"", "00")]
    public void Read_HostileBytes_IsRefused(string schema, string hex) => Assert.Throws<CodecException>(() => Read(schema, schema, hex));

    [Theory]
    [InlineData("""{"type":"array","items":"null"}""", "8080808008" + "00")]
    [InlineData("""{"type":"array","items":{"type":"record","name":"R","fields":[]}}""", "8080808008" + "00")]
    [InlineData("""{"type":"array","items":{"type":"array","items":"null"}}""", "04" + "80800800" + "80800800" + "00")]
    public void Read_ItemsWithoutBytes_AreCapped(string schema, string hex) =>
        Assert.Contains("items", Assert.Throws<CodecException>(() => Read(schema, schema, hex)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_FewItemsWithoutBytes_AreRead() =>
        Assert.Equal("[null,null]", Read("""{"type":"array","items":"null"}""", """{"type":"array","items":"null"}""", "0400"));

    [Fact]
    public void Read_NestingDeeperThanAllowed_IsRefused()
    {
        var list = """{"type":"record","name":"L","fields":[{"name":"next","type":["null","L"]}]}""";
        var endless = """{"type":"record","name":"R","fields":[{"name":"self","type":"R"}]}""";
        var dropsIt = """{"type":"record","name":"W","fields":[{"name":"l","type":LIST}]}""".Replace("LIST", list, StringComparison.Ordinal);

        Assert.Contains("nested deeper", Assert.Throws<CodecException>(() => Read(list, list, string.Concat(Enumerable.Repeat("02", 100_000)))).Message, StringComparison.Ordinal);
        Assert.Contains("nested deeper", Assert.Throws<CodecException>(() => Read(endless, endless, "")).Message, StringComparison.Ordinal);
        Assert.Contains("nested deeper", Assert.Throws<CodecException>(() => Read(
            dropsIt, """{"type":"record","name":"W","fields":[]}""", string.Concat(Enumerable.Repeat("02", 100_000)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Fault_NamesFieldAndOffset()
    {
        var schema = """{"type":"record","name":"a.R","fields":[{"name":"n","type":"int"},{"name":"s","type":"string"}]}""";

        var fault = Assert.Throws<CodecException>(() => Read(schema, schema, "0206ab"));

        Assert.Contains("a.R.s", fault.Message, StringComparison.Ordinal);
        Assert.Contains("at byte 1", fault.Message, StringComparison.Ordinal);
    }

    private static string Read(string writer, string reader, string hex)
    {
        var to = AvroSchema.Parse(reader);
        var datum = new DatumReader(AvroSchema.Parse(writer), to).Read(Convert.FromHexString(hex));
        return Neutral.Of(to, datum)?.ToJsonString() ?? "null";
    }
}
