using Shepherd.Schemas.Control;
using Shepherd.Schemas.Json;

namespace Shepherd.Schemas.Tests;

/// <summary>Bytes gone wrong by chance, from a fixed seed: read, or refused as <see cref="CodecException"/>, never anything else.</summary>
public sealed class FuzzTests
{
    private const int Rounds = 100_000;
    private const int SlowRounds = 20_000;
    private const int Seed = 7;

    // A value of this size may grow so much in memory; far more than that would be a length believed.
    private const long BytesPerRoundMax = 200_000;

    [Fact]
    public void Decode_MutatedRequest_ThrowsNothingElse() =>
        Mutate(Samples.Encode(Samples.Request), Rounds, value => RequestCodec.Decode(value, ContentTypes.Avro));

    [Fact]
    public void Decode_MutatedResult_ThrowsNothingElse() =>
        Mutate(Samples.Encode(Samples.Result), Rounds, value => ResultCodec.Decode(value, ContentTypes.Avro));

    [Fact]
    public void Decode_MutatedHeartbeat_ThrowsNothingElse() =>
        Mutate(ControlCodec.Encode(Samples.Heartbeat), SlowRounds, value => ControlCodec.Decode<WorkerHeartbeat>(value));

    [Fact]
    public void Decode_MutatedJson_ThrowsNothingElse()
    {
        Mutate(Samples.Encode(Samples.Request, ContentTypes.Json), SlowRounds, value => RequestCodec.Decode(value, ContentTypes.Json));
        Mutate(Samples.Encode(Samples.Result, ContentTypes.Json), SlowRounds, value => ResultCodec.Decode(value, ContentTypes.Json));
        Mutate(Samples.Encode(Samples.Request, ContentTypes.Json), SlowRounds, value => OipHttpCodec.Decode(value, value.Length / 2));
    }

    private static void Mutate(byte[] good, int rounds, Action<byte[]> decode)
    {
        var random = new Random(Seed);
        var refused = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < rounds; i++)
        {
            var value = Mutated(good, random);
            try
            {
                decode(value);
            }
            catch (CodecException)
            {
                refused++;
            }
        }

        // Most mutations break something; a decoder that takes them all would read nothing.
        Assert.InRange(refused, rounds / 20, rounds);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / rounds, 0, BytesPerRoundMax);
    }

    private static byte[] Mutated(byte[] good, Random random)
    {
        var value = good.ToList();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            // Behind the framing, most of the time: a broken fingerprint ends the reading at once.
            var at = random.Next(random.Next(10) == 0 ? 0 : Math.Min(10, value.Count), value.Count + 1);
            switch (random.Next(5))
            {
                case 0 when at < value.Count:
                    value[at] = (byte)random.Next(256);
                    break;
                case 1 when at < value.Count:
                    value[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2 when at < value.Count:
                    value.RemoveRange(at, Math.Min(random.Next(1, 9), value.Count - at));
                    break;
                case 3:
                    value.InsertRange(at, Enumerable.Range(0, random.Next(1, 9)).Select(_ => (byte)random.Next(256)));
                    break;
                default:
                    // A long varint: the lengths and counts that lie the most.
                    value.InsertRange(at, [0xfe, 0xff, 0xff, 0xff, 0x0f]);
                    break;
            }
        }

        return [.. value];
    }
}
