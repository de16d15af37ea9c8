using Shepherd.Schemas.Avro;

namespace Shepherd.Schemas.Tests.Avro;

public sealed class SchemaParserTests
{
    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("7", "'7' is not a schema")]
    [InlineData("{}", "lacks 'type'")]
    [InlineData("\"nope\"", "'nope'")]
    [InlineData("\"a-b\"", "not a name")]
    [InlineData("""{"type":"record","fields":[]}""", "lacks 'name'")]
    [InlineData("""{"type":"record","name":"R"}""", "R lacks 'fields'")]
    [InlineData("""{"type":"record","name":"1R","fields":[]}""", "'1R' is not a name")]
    [InlineData("""{"type":"record","name":"R","namespace":"a..b","fields":[]}""", "not a name")]
    [InlineData("""{"type":"record","name":"int","fields":[]}""", "'int' is a type of Avro")]
    [InlineData("""{"type":"record","name":"R","fields":[{"name":"f","type":"int"},{"name":"f","type":"int"}]}""", "two fields 'f'")]
    [InlineData("""{"type":"record","name":"R","fields":[{"name":"f"}]}""", "R.f lacks 'type'")]
    [InlineData("""{"type":"record","name":"R","fields":[7]}""", "is an object, not 7")]
    [InlineData("""{"type":"record","name":"R","fields":[{"name":"f","type":"int","order":"up"}]}""", "order of 'R.f'")]
    [InlineData("""[{"type":"fixed","name":"F","size":1},{"type":"fixed","name":"F","size":2}]""", "defines 'F' twice")]
    [InlineData("""{"type":"fixed","name":"F","size":-1}""", "size of fixed 'F'")]
    [InlineData("""{"type":"enum","name":"E","symbols":["A","A"]}""", "symbol 'A' twice")]
    [InlineData("""{"type":"enum","name":"E","symbols":["A-B"]}""", "not a name")]
    [InlineData("""{"type":"enum","name":"E","symbols":["A"],"default":"B"}""", "default 'B' of enum 'E'")]
    [InlineData("""["int","int"]""", "'int' twice")]
    [InlineData("""["int",["string"]]""", "may not hold a union")]
    [InlineData("""{"type":"array"}""", "array lacks 'items'")]
    [InlineData("""{"type":"map"}""", "map lacks 'values'")]
    [InlineData("""{"type":"error","name":"E","fields":[]}""", "use 'record'")]
    public void Parse_BadSchema_SaysWhat(string text, string expected)
    {
        var fault = Assert.Throws<CodecException>(() => AvroSchema.Parse(text));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"int\"", "\"a\"")]
    [InlineData("\"int\"", "2147483648")]
    [InlineData("\"int\"", "1.5")]
    [InlineData("\"long\"", "9223372036854775808")]
    [InlineData("\"boolean\"", "\"true\"")]
    [InlineData("\"string\"", "null")]
    [InlineData("\"bytes\"", "\"\u0100\"")]
    [InlineData("""["null","int"]""", "1")]
    [InlineData("""{"type":"fixed","name":"F","size":2}""", "\"a\"")]
    [InlineData("""{"type":"enum","name":"E","symbols":["A"]}""", "\"B\"")]
    [InlineData("""{"type":"array","items":"int"}""", "[1,\"a\"]")]
    [InlineData("""{"type":"map","values":"int"}""", "[]")]
    [InlineData("""{"type":"record","name":"I","fields":[{"name":"x","type":"int"}]}""", "{}")]
    public void Parse_BadDefault_NamesTheField(string type, string value)
    {
        var text = $$"""{"type":"record","name":"R","fields":[{"name":"f","type":{{type}},"default":{{value}}}]}""";

        var fault = Assert.Throws<CodecException>(() => AvroSchema.Parse(text));

        Assert.Contains("R.f", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_DefaultThatHoldsItself_IsRefused()
    {
        var text = """{"type":"record","name":"R","fields":[{"name":"f","type":"R","default":{}}]}""";

        Assert.Contains("holds itself", Assert.Throws<CodecException>(() => AvroSchema.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_HostileNesting_IsRefused()
    {
        var text = string.Concat(Enumerable.Repeat("""{"type":"array","items":""", 5000)) + "\"int\"" + new string('}', 5000);

        Assert.Throws<CodecException>(() => AvroSchema.Parse(text));
    }

    [Fact]
    public void Parse_Names_FollowTheEnclosingNamespace()
    {
        var schema = AvroSchema.Parse("""
            {"type":"record","name":"R","namespace":"a.b","fields":[
              {"name":"e","type":{"type":"enum","name":"E","symbols":["X"]}},
              {"name":"again","type":"E"},
              {"name":"f","type":{"type":"fixed","name":"F","namespace":"","size":1}},
              {"name":"full","type":"a.b.R"}]}
            """);

        Assert.Equal(
            """{"name":"a.b.R","type":"record","fields":[{"name":"e","type":{"name":"a.b.E","type":"enum","symbols":["X"]}},{"name":"again","type":"a.b.E"},{"name":"f","type":{"name":"F","type":"fixed","size":1}},{"name":"full","type":"a.b.R"}]}""",
            schema.CanonicalForm);
    }

    [Theory]
    [InlineData("""{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}""", "decimal", 9, 2)]
    [InlineData("""{"type":"fixed","name":"F","size":4,"logicalType":"decimal","precision":9}""", "decimal", 9, 0)]
    [InlineData("""{"type":"string","logicalType":"uuid"}""", "uuid", 0, 0)]
    [InlineData("""{"type":"fixed","name":"F","size":12,"logicalType":"duration"}""", "duration", 0, 0)]
    [InlineData("""{"type":"int","logicalType":"date"}""", "date", 0, 0)]
    [InlineData("""{"type":"int","logicalType":"time-millis"}""", "time-millis", 0, 0)]
    [InlineData("""{"type":"long","logicalType":"time-micros"}""", "time-micros", 0, 0)]
    [InlineData("""{"type":"long","logicalType":"timestamp-millis"}""", "timestamp-millis", 0, 0)]
    [InlineData("""{"type":"long","logicalType":"timestamp-micros"}""", "timestamp-micros", 0, 0)]
    [InlineData("""{"type":"long","logicalType":"local-timestamp-micros"}""", "local-timestamp-micros", 0, 0)]
    public void Parse_LogicalType_IsKept(string text, string name, int precision, int scale) =>
        Assert.Equal(new LogicalType(name, precision, scale), LogicalTypeOf(text));

    [Theory]
    [InlineData("""{"type":"int","logicalType":"unheard-of"}""")]
    [InlineData("""{"type":"string","logicalType":"date"}""")]
    [InlineData("""{"type":"int","logicalType":7}""")]
    [InlineData("""{"type":"bytes","logicalType":"decimal"}""")]
    [InlineData("""{"type":"bytes","logicalType":"decimal","precision":0}""")]
    [InlineData("""{"type":"bytes","logicalType":"decimal","precision":2,"scale":3}""")]
    [InlineData("""{"type":"fixed","name":"F","size":4,"logicalType":"decimal","precision":10}""")]
    [InlineData("""{"type":"fixed","name":"F","size":11,"logicalType":"duration"}""")]
    public void Parse_UnknownOrIllFittingLogicalType_IsIgnored(string text) => Assert.Null(LogicalTypeOf(text));

    private static LogicalType? LogicalTypeOf(string text) => AvroSchema.Parse(text) switch
    {
        PrimitiveSchema primitive => primitive.LogicalType,
        FixedSchema block => block.LogicalType,
        _ => throw new ArgumentException(text),
    };
}
