using Shepherd.Schemas.Control;

namespace Shepherd.Schemas.Tests.Control;

public sealed class ControlCodecTests
{
    [Fact]
    public void Decode_OfEncoded_GivesTheSame()
    {
        Assert.Equivalent(Samples.Catalog, ControlCodec.Decode<CatalogEntry>(ControlCodec.Encode(Samples.Catalog)), strict: true);
        Assert.Equivalent(Samples.Plan, ControlCodec.Decode<PlanRecord>(ControlCodec.Encode(Samples.Plan)), strict: true);
        Assert.Equivalent(Samples.Heartbeat, ControlCodec.Decode<WorkerHeartbeat>(ControlCodec.Encode(Samples.Heartbeat)), strict: true);
        Assert.Equivalent(Samples.Decision, ControlCodec.Decode<DecisionRecord>(ControlCodec.Encode(Samples.Decision)), strict: true);
    }

    [Fact]
    public void Encode_EveryEnumMember_IsReadBack()
    {
        foreach (var state in Enum.GetValues<WorkerState>())
            Assert.Equal(state, ControlCodec.Decode<WorkerHeartbeat>(ControlCodec.Encode(Samples.Heartbeat with { State = state })).State);
        foreach (var kind in Enum.GetValues<DecisionKind>())
            Assert.Equal(kind, ControlCodec.Decode<DecisionRecord>(ControlCodec.Encode(Samples.Decision with { Kind = kind })).Kind);
        foreach (var source in Enum.GetValues<ProfileSource>())
        {
            var entry = Samples.Catalog with { Profiles = [Samples.Catalog.Profiles[0] with { Source = source }] };
            Assert.Equal(source, ControlCodec.Decode<CatalogEntry>(ControlCodec.Encode(entry)).Profiles[0].Source);
        }

        foreach (var datatype in Enum.GetValues<TensorDatatype>())
        {
            var entry = Samples.Catalog with { Inputs = [new TensorSpec("x", datatype, [])] };
            Assert.Equal(datatype, ControlCodec.Decode<CatalogEntry>(ControlCodec.Encode(entry)).Inputs[0].Datatype);
        }
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00.000000Z")]
    [InlineData("1969-12-31T23:59:59.999999Z")]
    [InlineData("9999-12-31T23:59:59.999999Z")]
    public void Encode_Instant_KeepsMicroseconds(string text)
    {
        var instant = DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(instant, ControlCodec.Decode<PlanRecord>(ControlCodec.Encode(Samples.Plan with { CreatedAt = instant })).CreatedAt);
    }

    [Fact]
    public void Encode_InstantElsewhere_IsReadInUtc()
    {
        var instant = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.FromHours(2));

        var read = ControlCodec.Decode<PlanRecord>(ControlCodec.Encode(Samples.Plan with { CreatedAt = instant })).CreatedAt;

        Assert.Equal(instant, read);
        Assert.Equal(TimeSpan.Zero, read.Offset);
    }

    [Fact]
    public void Decode_AnotherRecord_IsRefusedByName()
    {
        var fault = Assert.Throws<CodecException>(() => ControlCodec.Decode<PlanRecord>(ControlCodec.Encode(Samples.Heartbeat)));

        Assert.Contains("shepherd.v1.WorkerHeartbeat", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_EveryTruncation_IsRefused()
    {
        var value = ControlCodec.Encode(Samples.Heartbeat);

        for (var length = 0; length < value.Length; length++)
            Assert.Throws<CodecException>(() => ControlCodec.Decode<WorkerHeartbeat>(value.AsMemory(0, length)));
    }

    [Fact]
    public void Encode_AnotherType_IsNotSupported()
    {
        Assert.Throws<NotSupportedException>(() => ControlCodec.Encode("text"));
        Assert.Throws<NotSupportedException>(() => ControlCodec.Decode<string>(ControlCodec.Encode(Samples.Plan)));
    }
}
