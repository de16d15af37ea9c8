using System.Text.Json.Nodes;
using Shepherd.Schemas.Avro;

namespace Shepherd.Schemas.Tests.Peers;

/// <summary>Others read what we write, and we read what others write.</summary>
public abstract class ExchangeTests<TPeer>(TPeer peer) : IClassFixture<TPeer>
    where TPeer : Peer
{
    protected const int Pairs = 1000;
    protected const int Seed = 20261122;

    protected TPeer Other { get; } = peer;

    public static TheoryData<string> SchemaNames() => [.. WireSchemas.Names];

    [SkippableTheory]
    [MemberData(nameof(SchemaNames))]
    public void Exchange_OwnSchema_BothWays(string name)
    {
        Other.Require();
        var text = WireSchemas.ReadText(name);
        var random = new Random(Seed);

        for (var i = 0; i < 50; i++)
            Exchange(text, random);
    }

    [SkippableFact]
    public void Exchange_RandomSchemasAndValues_BothWays()
    {
        Other.Require();
        var random = new Random(Seed);
        var schemas = new RandomSchema(random);

        for (var i = 0; i < Pairs; i++)
            Exchange(schemas.Next().ToJsonString(), random);
    }

    private void Exchange(string text, Random random)
    {
        var schema = AvroSchema.Parse(text);
        var datum = new RandomDatum(random).Next(schema);
        using var written = new PooledBufferWriter();
        DatumWriter.Write(written, schema, datum);
        var hex = Convert.ToHexStringLower(written.WrittenSpan);
        var value = Neutral.Of(schema, datum);

        var answer = Other.Ask(new JsonObject { ["verb"] = "exchange", ["schema"] = text, ["hex"] = hex, ["value"] = value?.DeepClone() });

        Assert.True(JsonNode.DeepEquals(value, answer["value"]), $"{text}: we wrote {value?.ToJsonString()}, the peer read {answer["value"]?.ToJsonString()}");
        var theirs = Convert.FromHexString(answer["hex"]!.GetValue<string>());
        var read = Neutral.Of(schema, new DatumReader(schema, schema).Read(theirs));
        Assert.True(JsonNode.DeepEquals(value, read), $"{text}: the peer wrote {value?.ToJsonString()}, we read {read?.ToJsonString()}");
        Assert.Equal(hex, answer["hex"]!.GetValue<string>());
    }
}

public sealed class AvscExchangeTests(AvscPeer peer) : ExchangeTests<AvscPeer>(peer)
{
    /// <summary>With avsc only: python3-avro leaves {"type":"int"} of a logical type, which the specification's [PRIMITIVES] makes "int".</summary>
    [SkippableFact]
    public void CanonicalForm_OfRandomSchemas_IsThePeers()
    {
        Other.Require();
        var schemas = new RandomSchema(new Random(Seed));

        for (var i = 0; i < Pairs; i++)
        {
            var text = schemas.Next().ToJsonString();
            var answer = Other.Ask(new JsonObject { ["verb"] = "canonical", ["schema"] = text });
            Assert.Equal(answer["canonical"]!.GetValue<string>(), AvroSchema.Parse(text).CanonicalForm);
        }
    }
}

public sealed class PythonExchangeTests(PythonPeer peer) : ExchangeTests<PythonPeer>(peer);
