using Shepherd.Schemas.Avro;
using Shepherd.Schemas.Control;

namespace Shepherd.Schemas.Tests;

/// <summary>Records of earlier and later releases, found through a registry by fingerprint.</summary>
public sealed class EvolutionTests
{
    private const string Tensor = """
        {"type":"record","name":"Tensor","fields":[
          {"name":"name","type":"string"},
          {"name":"datatype","type":{"type":"enum","name":"TensorDatatype","symbols":["FP4","FP32"]}},
          {"name":"shape","type":{"type":"array","items":"long"}},
          {"name":"data","type":"bytes"},
          {"name":"device","type":["null","string"]}]}
        """;

    private static readonly AvroSchema BareRequest = AvroSchema.Parse($$"""
        {"type":"record","name":"InferenceRequest","namespace":"shepherd.v1","fields":[
          {"name":"inputs","type":{"type":"array","items":{{Tensor}} } },
          {"name":"model","type":"string"},
          {"name":"id","type":"bytes"}]}
        """);

    [Fact]
    public void DecodeRequest_OfAnotherRelease_FillsDefaultsAndSkipsTheRest()
    {
        var value = Write(BareRequest, Request(BareRequest, "FP32"));

        var request = RequestCodec.Decode(value, ContentTypes.Avro, new OneSchema(1, BareRequest));

        Same.Request(
            new InferenceRequest("r-1", "m", [new Tensor("x", TensorDatatype.Fp32, [1], new byte[] { 1, 2, 3, 4 })]),
            request);
    }

    [Fact]
    public void DecodeRequest_OfAnotherRelease_SlicesTensorsOutOfTheValue()
    {
        var value = Write(BareRequest, Request(BareRequest, "FP32"));

        var request = RequestCodec.Decode(value, ContentTypes.Avro, new OneSchema(1, BareRequest));
        value.AsSpan().Fill(0xee);

        Assert.Equal(new byte[] { 0xee, 0xee, 0xee, 0xee }, request.Inputs[0].Data.ToArray());
    }

    [Fact]
    public void DecodeRequest_DatatypeOfALaterRelease_NamesTheTensor()
    {
        var value = Write(BareRequest, Request(BareRequest, "FP4"));

        var fault = Assert.Throws<CodecException>(() => RequestCodec.Decode(value, ContentTypes.Avro, new OneSchema(1, BareRequest)));

        Assert.Contains("'x'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DecodeResult_OutcomeOfALaterRelease_NamesTheRequest()
    {
        var schema = AvroSchema.Parse("""
            {"type":"record","name":"InferenceResult","namespace":"shepherd.v1","fields":[
              {"name":"id","type":"string"},{"name":"model","type":"string"},
              {"name":"outcome","type":{"type":"enum","name":"Outcome","symbols":["OK","SHED"]}}]}
            """);

        var fault = Assert.Throws<CodecException>(() => ResultCodec.Decode(Write(schema, Result("SHED")), null, new OneSchema(1, schema)));

        Same.Result(new InferenceResult("r-9", "m", Outcome.Ok), ResultCodec.Decode(Write(schema, Result("OK")), null, new OneSchema(1, schema)));
        Assert.Contains("'r-9'", fault.Message, StringComparison.Ordinal);

        GenericRecord Result(string outcome)
        {
            var record = new GenericRecord((RecordSchema)schema) { ["id"] = "r-9", ["model"] = "m" };
            record["outcome"] = new GenericEnum((EnumSchema)record.Schema.Fields[2].Schema, outcome);
            return record;
        }
    }

    [Fact]
    public void DecodeHeartbeat_StateOfALaterRelease_IsUnknown()
    {
        var schema = AvroSchema.Parse(WireSchemas.ReadText("heartbeat").Replace("\"DRAINING\"", "\"PAUSED\"", StringComparison.Ordinal));
        var record = new DatumReader(WireSchemas.Heartbeat, schema).Read(ControlCodec.Encode(Samples.Heartbeat with { State = WorkerState.Ready }), Framing.SingleObjectBytes);
        ((GenericRecord)record!)["state"] = new GenericEnum((EnumSchema)((RecordSchema)schema).Fields[3].Schema, "PAUSED");

        var heartbeat = ControlCodec.Decode<WorkerHeartbeat>(Write(schema, record), new OneSchema(1, schema));

        Assert.Equivalent(Samples.Heartbeat with { State = WorkerState.Unknown }, heartbeat, strict: true);
    }

    [Fact]
    public void DecodePlan_InstantBeyondTheCalendar_NamesTheField()
    {
        var record = (GenericRecord)new DatumReader(WireSchemas.Plan, WireSchemas.Plan).Read(ControlCodec.Encode(Samples.Plan), Framing.SingleObjectBytes)!;
        record["created_at"] = long.MaxValue;

        var fault = Assert.Throws<CodecException>(() => ControlCodec.Decode<PlanRecord>(Write(WireSchemas.Plan, record)));

        Assert.Contains("Plan.created_at", fault.Message, StringComparison.Ordinal);
    }

    private static GenericRecord Request(AvroSchema schema, string datatype)
    {
        var request = new GenericRecord((RecordSchema)schema) { ["model"] = "m", ["id"] = new ReadOnlyMemory<byte>("r-1"u8.ToArray()) };
        var tensor = new GenericRecord((RecordSchema)((ArraySchema)request.Schema.Fields[0].Schema).Items)
        {
            ["name"] = "x",
            ["shape"] = new List<object?> { 1L },
            ["data"] = new ReadOnlyMemory<byte>([1, 2, 3, 4]),
            ["device"] = "cpu",
        };
        tensor["datatype"] = new GenericEnum((EnumSchema)tensor.Schema.Fields[1].Schema, datatype);
        request["inputs"] = new List<object?> { tensor };
        return request;
    }

    private static byte[] Write(AvroSchema schema, object? datum)
    {
        using var value = new PooledBufferWriter();
        Framing.WriteFingerprint(value, schema.Fingerprint);
        DatumWriter.Write(value, schema, datum);
        return value.WrittenSpan.ToArray();
    }
}
