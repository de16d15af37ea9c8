using System.Buffers;
using System.Text.Json;

namespace Shepherd.Schemas.Json;

/// <summary>Requests as the protocol's JSON: <c>id, model_name, model_version, parameters, inputs[name, datatype, shape, data], outputs[name]</c>.
/// <c>model_name</c> and <c>model_version</c> are ours on a request (over HTTP the path has them). Unknown properties are passed over.</summary>
internal static class OipRequest
{
    private const string AllBinaryName = "binary_data_output";
    private const string BinaryName = "binary_data";

    /// <summary>Reads JSON that takes the whole value, with no raw bytes behind it; transport parameters stay where they are.</summary>
    public static OipHttpRequest Read(ReadOnlyMemory<byte> json) => ReadCore(json, ReadOnlyMemory<byte>.Empty);

    /// <summary>Reads JSON and the raw bytes behind it; <c>binary_data_output</c> is taken out of the parameters.</summary>
    public static OipHttpRequest Read(ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> tail)
    {
        var read = ReadCore(json, tail);
        if (!read.Request.Parameters.TryGetValue(AllBinaryName, out var all))
            return read;
        var parameters = read.Request.Parameters.Where(p => p.Key != AllBinaryName).ToDictionary(StringComparer.Ordinal);
        return new OipHttpRequest(
            read.Request with { Parameters = parameters },
            read.BinaryOutputs with { All = all as bool? ?? throw new CodecException($"parameter '{AllBinaryName}' is {all}; it is true or false") });
    }

    public static void Write(InferenceRequest request, IBufferWriter<byte> destination)
    {
        using var writer = new Utf8JsonWriter(destination, OipJson.WriterOptions);
        writer.WriteStartObject();
        WriteUnlessEmpty(writer, "id", request.Id);
        WriteUnlessEmpty(writer, "model_name", request.Model);
        WriteUnlessEmpty(writer, "model_version", request.ModelVersion);
        if (request.Parameters.Count > 0)
        {
            writer.WriteStartObject("parameters");
            OipParameters.WriteItems(writer, request.Parameters);
            writer.WriteEndObject();
        }

        writer.WriteStartArray("inputs");
        foreach (var input in request.Inputs)
            OipTensor.Write(writer, input, isBinary: false, isResult: false);
        writer.WriteEndArray();
        if (request.Outputs.Count > 0)
        {
            writer.WriteStartArray("outputs");
            foreach (var output in request.Outputs)
            {
                writer.WriteStartObject();
                writer.WriteString("name", output);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    public static void WriteUnlessEmpty(Utf8JsonWriter writer, string name, string value)
    {
        if (value.Length > 0)
            writer.WriteString(name, value);
    }

    private static OipHttpRequest ReadCore(ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> tail) =>
        OipJson.Parse(json.Span, (ref Utf8JsonReader reader) =>
        {
            var rest = tail;
            var request = ReadObject(ref reader, ref rest);
            return rest.IsEmpty ? request : throw new CodecException($"{rest.Length} raw bytes are left behind the JSON that no tensor's {OipTensor.BinarySizeName} takes");
        });

    private static OipHttpRequest ReadObject(ref Utf8JsonReader reader, ref ReadOnlyMemory<byte> tail)
    {
        OipJson.Expect(ref reader, JsonTokenType.StartObject, "request");
        var request = new InferenceRequest("", "", []);
        List<Tensor>? inputs = null;
        var binary = new Dictionary<string, bool>(StringComparer.Ordinal);
        while (OipJson.NextProperty(ref reader, out var property))
        {
            switch (property)
            {
                case "id":
                    request = request with { Id = OipJson.ReadOptionalString(ref reader, property) };
                    break;
                case "model_name":
                    request = request with { Model = OipJson.ReadOptionalString(ref reader, property) };
                    break;
                case "model_version":
                    request = request with { ModelVersion = OipJson.ReadOptionalString(ref reader, property) };
                    break;
                case "parameters" when reader.TokenType != JsonTokenType.Null:
                    request = request with { Parameters = OipParameters.Read(ref reader) };
                    break;
                case "inputs":
                    inputs = OipTensor.ReadList(ref reader, ref tail, property, isResult: false);
                    break;
                case "outputs" when reader.TokenType != JsonTokenType.Null:
                    request = request with { Outputs = ReadOutputs(ref reader, binary) };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new OipHttpRequest(
            request with { Inputs = inputs ?? throw new CodecException("the request lacks 'inputs'") },
            binary.Count == 0 ? OipBinaryOutputs.None : new OipBinaryOutputs(All: false, binary));
    }

    private static List<string> ReadOutputs(ref Utf8JsonReader reader, Dictionary<string, bool> binary)
    {
        OipJson.Expect(ref reader, JsonTokenType.StartArray, "outputs");
        var outputs = new List<string>();
        while (OipJson.NextItem(ref reader))
        {
            var field = $"outputs[{outputs.Count}]";
            OipJson.Expect(ref reader, JsonTokenType.StartObject, field);
            string? name = null;
            object? wanted = null;
            while (OipJson.NextProperty(ref reader, out var property))
            {
                if (property == "name")
                    name = OipJson.ReadString(ref reader, $"{field}.name");
                else if (property == "parameters" && reader.TokenType != JsonTokenType.Null)
                    OipParameters.Read(ref reader).TryGetValue(BinaryName, out wanted);
                else
                    reader.Skip();
            }

            outputs.Add(name ?? throw new CodecException($"'{field}' lacks 'name'"));
            if (wanted is not null)
                binary[name] = wanted as bool? ?? throw new CodecException($"'{BinaryName}' of output '{name}' is {wanted}; it is true or false");
        }

        return outputs;
    }
}
