using Shepherd.Schemas.Avro;

namespace Shepherd.Schemas.Tests.Avro;

/// <summary>Canonical forms and fingerprints that Apache Avro publishes for all implementations (share/test/data/schema-tests.txt in its repository, same numbers).</summary>
public sealed class CanonicalFormTests
{
    [Theory]
    [InlineData("\"null\"", "\"null\"", 7195948357588979594)] // 000
    [InlineData("""{"type":"null"}""", "\"null\"", 7195948357588979594)] // 001
    [InlineData("\"boolean\"", "\"boolean\"", -6970731678124411036)] // 002
    [InlineData("\"int\"", "\"int\"", 8247732601305521295)] // 004, 7275a51a3f395c8f
    [InlineData("\"long\"", "\"long\"", -3434872931120570953)] // 006
    [InlineData("\"float\"", "\"float\"", 5583340709985441680)] // 008
    [InlineData("\"double\"", "\"double\"", -8181574048448539266)] // 010
    [InlineData("\"bytes\"", "\"bytes\"", 5746618253357095269)] // 012
    [InlineData("\"string\"", "\"string\"", -8142146995180207161)] // 014
    [InlineData("[  ]", "[]", -1241056759729112623)] // 016
    [InlineData("""[ "int"  ]""", """["int"]""", -5232228896498058493)] // 017
    [InlineData("""[ "int" , {"type":"boolean"} ]""", """["int","boolean"]""", 5392556393470105090)] // 018
    [InlineData("""{"fields":[], "type":"record", "name":"foo"}""", """{"name":"foo","type":"record","fields":[]}""", -4824392279771201922)] // 019
    [InlineData("""{"fields":[], "type":"record", "name":"foo", "namespace":"x.y"}""", """{"name":"x.y.foo","type":"record","fields":[]}""", 5916914534497305771)] // 020
    [InlineData("""{"fields":[], "type":"record", "name":"a.b.foo", "namespace":"x.y"}""", """{"name":"a.b.foo","type":"record","fields":[]}""", -4616218487480524110)] // 021
    [InlineData("""{"fields":[], "type":"record", "name":"foo", "doc":"foo", "aliases":["foo","bar"]}""", """{"name":"foo","type":"record","fields":[]}""", -4824392279771201922)] // 024
    [InlineData("""{"fields":[{"type":{"type":"boolean"}, "name":"f1"}], "type":"record", "name":"foo"}""", """{"name":"foo","type":"record","fields":[{"name":"f1","type":"boolean"}]}""", 7843277075252814651)] // 025
    [InlineData("""{"fields":[{"type":"boolean", "aliases":[], "name":"f1", "default":true}, {"order":"descending","name":"f2","doc":"Hello","type":"int"}], "type":"record", "name":"foo"}""", """{"name":"foo","type":"record","fields":[{"name":"f1","type":"boolean"},{"name":"f2","type":"int"}]}""", -4860222112080293046)] // 026, its default made a boolean
    [InlineData("""{"type":"enum", "name":"foo", "symbols":["A1"]}""", """{"name":"foo","type":"enum","symbols":["A1"]}""", -6342190197741309591)] // 027
    [InlineData("""{"namespace":"x.y.z", "type":"enum", "name":"foo", "doc":"foo bar", "symbols":["A1", "A2"]}""", """{"name":"x.y.z.foo","type":"enum","symbols":["A1","A2"]}""", -4448647247586288245)] // 028
    [InlineData("""{"name":"foo","type":"fixed","size":15}""", """{"name":"foo","type":"fixed","size":15}""", 1756455273707447556)] // 029
    [InlineData("""{"namespace":"x.y.z", "type":"fixed", "name":"foo", "doc":"foo bar", "size":32}""", """{"name":"x.y.z.foo","type":"fixed","size":32}""", -3064184465700546786)] // 030
    [InlineData("""{ "items":{"type":"null"}, "type":"array"}""", """{"type":"array","items":"null"}""", -589620603366471059)] // 031
    [InlineData("""{ "values":"string", "type":"map"}""", """{"type":"map","values":"string"}""", -8732877298790414990)] // 032
    [InlineData("""{"name":"PigValue","type":"record","fields":[{"name":"value", "type":["null", "int", "long", "PigValue"]}]}""", """{"name":"PigValue","type":"record","fields":[{"name":"value","type":["null","int","long","PigValue"]}]}""", -1759257747318642341)] // 033
    public void Of_PublishedSchema_IsThePublishedForm(string text, string canonical, long fingerprint)
    {
        var schema = AvroSchema.Parse(text);

        Assert.Equal(canonical, schema.CanonicalForm);
        Assert.Equal(fingerprint, (long)schema.Fingerprint);
    }

    [Fact]
    public void Of_CanonicalForm_IsItself() =>
        Assert.All(WireSchemas.Names, name =>
        {
            var schema = AvroSchema.Parse(WireSchemas.ReadText(name));
            Assert.Equal(schema.CanonicalForm, AvroSchema.Parse(schema.CanonicalForm).CanonicalForm);
        });
}
