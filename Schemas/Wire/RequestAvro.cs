using System.Buffers;
using Shepherd.Schemas.Avro;

namespace Shepherd.Schemas.Wire;

/// <summary>Requests in the layout of <see cref="WireSchemas.Request"/>, by hand: no tensor byte is copied.</summary>
internal static class RequestAvro
{
    public static InferenceRequest Read(AvroValue value)
    {
        if (!value.IsLaidOutAs(WireSchemas.Request))
            return FromGeneric(value.Resolve(WireSchemas.Request));
        var source = new AvroReader(value.Bytes.Span, value.Start);
        var id = source.ReadString("InferenceRequest.id");
        var model = source.ReadString("InferenceRequest.model");
        var version = source.ReadString("InferenceRequest.model_version");
        var parameters = ParametersAvro.Read(ref source, "InferenceRequest.parameters");
        var outputs = ReadNames(ref source);
        var inputs = TensorAvro.ReadArray(ref source, value.Bytes, "InferenceRequest.inputs");
        source.End("InferenceRequest");
        return new InferenceRequest(id, model, inputs) { ModelVersion = version, Parameters = parameters, Outputs = outputs };
    }

    public static void Write(IBufferWriter<byte> destination, InferenceRequest request)
    {
        destination.WriteString(request.Id);
        destination.WriteString(request.Model);
        destination.WriteString(request.ModelVersion);
        ParametersAvro.Write(destination, request.Parameters);
        if (request.Outputs.Count > 0)
            destination.WriteLong(request.Outputs.Count);
        foreach (var output in request.Outputs)
            destination.WriteString(output);
        destination.WriteLong(0);
        TensorAvro.WriteArray(destination, request.Inputs);
    }

    private static InferenceRequest FromGeneric(GenericRecord record) =>
        new((string)record["id"]!, (string)record["model"]!, TensorAvro.FromGeneric(record["inputs"]))
        {
            ModelVersion = (string)record["model_version"]!,
            Parameters = ParametersAvro.FromGeneric(record["parameters"]),
            Outputs = GenericMapping.Strings(record["outputs"]),
        };

    private static IReadOnlyList<string> ReadNames(ref AvroReader source)
    {
        const string Field = "InferenceRequest.outputs";
        List<string>? names = null;
        for (var block = source.ReadBlock(1, Field); block.Count > 0; block = source.ReadBlock(1, Field))
        {
            names ??= [];
            for (var i = 0; i < block.Count; i++)
                names.Add(source.ReadString(Field));
            source.EndBlock(block, Field);
        }

        return names is null ? [] : names;
    }
}
