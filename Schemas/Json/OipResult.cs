using System.Buffers;
using System.Text.Json;

namespace Shepherd.Schemas.Json;

/// <summary>Results as the protocol's JSON: <c>model_name, model_version, id, parameters, outputs[name, datatype, shape, data]</c>.
/// What the protocol has no field for stands among the parameters under the names of the headers, so that strict clients take it too.</summary>
internal static class OipResult
{
    /// <summary>Parameter for the reason; it travels in no header.</summary>
    private const string ReasonName = "shepherd-reason";

    private static readonly string[] Reserved = [HeaderNames.Status, ReasonName, HeaderNames.Attempts, HeaderNames.Worker, HeaderNames.Epoch];

    public static InferenceResult Read(ReadOnlyMemory<byte> json) =>
        OipJson.Parse(json.Span, static (ref Utf8JsonReader reader) => ReadObject(ref reader));

    /// <summary>Writes the JSON part; returns its length in bytes.</summary>
    public static int Write(InferenceResult result, OipBinaryOutputs binary, IBufferWriter<byte> destination)
    {
        using var writer = new Utf8JsonWriter(destination, OipJson.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("model_name", result.Model);
        OipRequest.WriteUnlessEmpty(writer, "model_version", result.ModelVersion);
        writer.WriteString("id", result.Id);
        writer.WriteStartObject("parameters");
        writer.WriteString(HeaderNames.Status, result.Outcome.WireName());
        OipRequest.WriteUnlessEmpty(writer, ReasonName, result.Reason);
        writer.WriteNumber(HeaderNames.Attempts, result.Attempts);
        OipRequest.WriteUnlessEmpty(writer, HeaderNames.Worker, result.Worker);
        writer.WriteString(HeaderNames.Epoch, result.Epoch.ToString());
        OipParameters.WriteItems(writer, WithoutReserved(result.Parameters));
        writer.WriteEndObject();
        writer.WriteStartArray("outputs");
        foreach (var output in result.Outputs)
            OipTensor.Write(writer, output, binary.Wants(output.Name), isResult: true);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return (int)writer.BytesCommitted;
    }

    private static InferenceResult ReadObject(ref Utf8JsonReader reader)
    {
        OipJson.Expect(ref reader, JsonTokenType.StartObject, "result");
        string id = "", model = "", version = "";
        IReadOnlyDictionary<string, object> parameters = InferenceRequest.EmptyParameters;
        IReadOnlyList<Tensor> outputs = [];
        var tail = ReadOnlyMemory<byte>.Empty;
        while (OipJson.NextProperty(ref reader, out var property))
        {
            switch (property)
            {
                case "id":
                    id = OipJson.ReadOptionalString(ref reader, property);
                    break;
                case "model_name":
                    model = OipJson.ReadOptionalString(ref reader, property);
                    break;
                case "model_version":
                    version = OipJson.ReadOptionalString(ref reader, property);
                    break;
                case "parameters" when reader.TokenType != JsonTokenType.Null:
                    parameters = OipParameters.Read(ref reader);
                    break;
                case "outputs":
                    outputs = OipTensor.ReadList(ref reader, ref tail, property, isResult: true);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new InferenceResult(id, model, ReadOutcome(parameters))
        {
            ModelVersion = version,
            Reason = ReadText(parameters, ReasonName),
            Attempts = ReadAttempts(parameters),
            Worker = ReadText(parameters, HeaderNames.Worker),
            Epoch = ReadEpoch(parameters),
            Parameters = WithoutReserved(parameters),
            Outputs = outputs,
        };
    }

    private static IReadOnlyDictionary<string, object> WithoutReserved(IReadOnlyDictionary<string, object> parameters)
    {
        if (parameters.Count == 0)
            return parameters;
        var rest = parameters.Where(p => !Reserved.Contains(p.Key, StringComparer.Ordinal)).ToDictionary(StringComparer.Ordinal);
        return rest.Count == 0 ? InferenceRequest.EmptyParameters : rest;
    }

    private static Outcome ReadOutcome(IReadOnlyDictionary<string, object> parameters) =>
        Outcomes.TryParse(ReadText(parameters, HeaderNames.Status), out var outcome)
            ? outcome
            : throw new CodecException($"parameter '{HeaderNames.Status}' of the result is missing or not an outcome");

    private static int ReadAttempts(IReadOnlyDictionary<string, object> parameters) =>
        !parameters.TryGetValue(HeaderNames.Attempts, out var value) ? 0
        : value is long and >= 0 and <= int.MaxValue ? (int)(long)value
        : throw new CodecException($"parameter '{HeaderNames.Attempts}' of the result is {value}, not a count");

    private static Epoch ReadEpoch(IReadOnlyDictionary<string, object> parameters)
    {
        var text = ReadText(parameters, HeaderNames.Epoch);
        if (text.Length == 0)
            return default;
        return Epoch.TryParse(text, out var epoch) ? epoch : throw new CodecException($"parameter '{HeaderNames.Epoch}' of the result is '{text}', not term.number");
    }

    private static string ReadText(IReadOnlyDictionary<string, object> parameters, string name) =>
        !parameters.TryGetValue(name, out var value) ? ""
        : value as string ?? throw new CodecException($"parameter '{name}' of the result is {value}, not a string");
}
