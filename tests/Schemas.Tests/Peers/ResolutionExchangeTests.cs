using System.Text.Json.Nodes;
using Shepherd.Schemas.Avro;

namespace Shepherd.Schemas.Tests.Peers;

/// <summary>Others resolve a writer's schema to a reader's as we do.</summary>
public abstract class ResolutionExchangeTests<TPeer>(TPeer peer, bool isFull) : IClassFixture<TPeer>
    where TPeer : Peer
{
    private const int Pairs = 500;
    private const int Seed = 20261123;

    [SkippableFact]
    public void Resolve_RandomEvolvedSchemas_AsThePeer()
    {
        peer.Require();
        var random = new Random(Seed);
        var schemas = new EvolvedSchemas(random, isFull);

        for (var i = 0; i < Pairs; i++)
        {
            var (from, to) = schemas.Next();
            var writer = AvroSchema.Parse(from.ToJsonString());
            var reader = AvroSchema.Parse(to.ToJsonString());
            using var written = new PooledBufferWriter();
            DatumWriter.Write(written, writer, new RandomDatum(random, isSmall: true).Next(writer));

            var mine = Neutral.Of(reader, new DatumReader(writer, reader).Read(written.WrittenMemory));
            var answer = peer.Ask(new JsonObject
            {
                ["verb"] = "resolve",
                ["writer"] = from.ToJsonString(),
                ["reader"] = to.ToJsonString(),
                ["hex"] = Convert.ToHexStringLower(written.WrittenSpan),
            });

            Assert.True(
                JsonNode.DeepEquals(mine, answer["value"]),
                $"{from.ToJsonString()} as {to.ToJsonString()}: we read {mine?.ToJsonString()}, the peer {answer["value"]?.ToJsonString()}");
        }
    }
}

public sealed class AvscResolutionTests(AvscPeer peer) : ResolutionExchangeTests<AvscPeer>(peer, isFull: true);

public sealed class PythonResolutionTests(PythonPeer peer) : ResolutionExchangeTests<PythonPeer>(peer, isFull: false);
