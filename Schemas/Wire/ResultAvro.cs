using System.Buffers;
using Shepherd.Schemas.Avro;

namespace Shepherd.Schemas.Wire;

/// <summary>Results in the layout of <see cref="WireSchemas.Result"/>, by hand: no tensor byte is copied on reading.</summary>
internal static class ResultAvro
{
    // UNKNOWN comes first in the schema's enum; the others follow in the order of Outcome.
    private const int OutcomeOffset = 1;

    private static readonly int OutcomeCount = Enum.GetValues<Outcome>().Length + OutcomeOffset;

    public static InferenceResult Read(AvroValue value)
    {
        if (!value.IsLaidOutAs(WireSchemas.Result))
            return FromGeneric(value.Resolve(WireSchemas.Result));
        var source = new AvroReader(value.Bytes.Span, value.Start);
        var id = source.ReadString("InferenceResult.id");
        var model = source.ReadString("InferenceResult.model");
        var outcome = source.ReadIndex(OutcomeCount, "InferenceResult.outcome") - OutcomeOffset;
        if (outcome < 0)
            throw UnknownOutcome(id);
        var result = new InferenceResult(id, model, (Outcome)outcome)
        {
            ModelVersion = source.ReadString("InferenceResult.model_version"),
            Reason = source.ReadString("InferenceResult.reason"),
            Attempts = source.ReadInt("InferenceResult.attempts"),
            Worker = source.ReadString("InferenceResult.worker"),
            Epoch = new Epoch(source.ReadLong("Epoch.term"), source.ReadLong("Epoch.number")),
            Parameters = ParametersAvro.Read(ref source, "InferenceResult.parameters"),
            Outputs = TensorAvro.ReadArray(ref source, value.Bytes, "InferenceResult.outputs"),
        };
        source.End("InferenceResult");
        return result;
    }

    public static void Write(IBufferWriter<byte> destination, InferenceResult result)
    {
        destination.WriteString(result.Id);
        destination.WriteString(result.Model);
        destination.WriteLong((int)result.Outcome + OutcomeOffset);
        destination.WriteString(result.ModelVersion);
        destination.WriteString(result.Reason);
        destination.WriteLong(result.Attempts);
        destination.WriteString(result.Worker);
        destination.WriteLong(result.Epoch.Term);
        destination.WriteLong(result.Epoch.Number);
        ParametersAvro.Write(destination, result.Parameters);
        TensorAvro.WriteArray(destination, result.Outputs);
    }

    private static InferenceResult FromGeneric(GenericRecord record) =>
        new((string)record["id"]!, (string)record["model"]!, ParseOutcome(record))
        {
            ModelVersion = (string)record["model_version"]!,
            Reason = (string)record["reason"]!,
            Attempts = (int)record["attempts"]!,
            Worker = (string)record["worker"]!,
            Epoch = GenericMapping.ToEpoch(record["epoch"]),
            Parameters = ParametersAvro.FromGeneric(record["parameters"]),
            Outputs = TensorAvro.FromGeneric(record["outputs"]),
        };

    private static Outcome ParseOutcome(GenericRecord record) =>
        Outcomes.TryParse(((GenericEnum)record["outcome"]!).Symbol, out var outcome) ? outcome : throw UnknownOutcome((string)record["id"]!);

    private static CodecException UnknownOutcome(string id) =>
        new($"InferenceResult.outcome: the result of request '{id}' has an outcome that this release does not know");
}
