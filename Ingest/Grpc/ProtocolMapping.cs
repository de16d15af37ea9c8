using Google.Protobuf;
using Shepherd.Ingest.Grpc.Protocol;
using Shepherd.Schemas;

namespace Shepherd.Ingest.Grpc;

/// <summary>The protocol's messages as requests, and results as its messages.</summary>
internal static class ProtocolMapping
{
    // Parameters of extensions that name memory instead of carrying it: passed over, the model would run on nothing.
    private const string SharedMemory = "shared_memory_region";

    /// <summary>Reads a request. Raw contents are not copied.</summary>
    /// <exception cref="CodecException">Contents are missing, given twice, or do not fit; the message names the tensor.</exception>
    internal static InferenceRequest Read(ModelInferRequest message)
    {
        var raw = message.RawInputContents;
        if (raw.Count > 0 && raw.Count != message.Inputs.Count)
            throw new CodecException($"raw_input_contents has {raw.Count} entries for {message.Inputs.Count} inputs: one for each, in their order");
        return new InferenceRequest(message.Id, message.ModelName, [.. message.Inputs.Select((input, i) => Read(input, raw.Count > 0 ? raw[i] : null))])
        {
            ModelVersion = message.ModelVersion,
            Outputs = [.. message.Outputs.Select(o => o.Name)],
            Parameters = message.Parameters.Count == 0 ? InferenceRequest.EmptyParameters : message.Parameters.ToDictionary(p => p.Key, p => Read(p.Key, p.Value), StringComparer.Ordinal),
        };
    }

    /// <summary>Writes a result; its outputs go as raw contents, without a copy.</summary>
    internal static ModelInferResponse Write(InferenceResult result, string id)
    {
        var message = new ModelInferResponse { ModelName = result.Model, ModelVersion = result.ModelVersion, Id = id };
        message.Parameters.Add(HeaderNames.Status, Write(result.Outcome.WireName()));
        message.Parameters.Add(HeaderNames.Attempts, Write((long)result.Attempts));
        message.Parameters.Add(HeaderNames.Worker, Write(result.Worker));
        message.Parameters.Add(HeaderNames.Epoch, Write(result.Epoch.ToString()));
        foreach (var (name, value) in result.Parameters)
            message.Parameters[name] = Write(value);
        foreach (var output in result.Outputs)
        {
            message.Outputs.Add(new ModelInferResponse.Types.InferOutputTensor { Name = output.Name, Datatype = output.Datatype.WireName(), Shape = { output.Shape } });
            message.RawOutputContents.Add(UnsafeByteOperations.UnsafeWrap(output.Data));
        }

        return message;
    }

    private static Tensor Read(ModelInferRequest.Types.InferInputTensor input, ByteString? raw)
    {
        if (!TensorDatatypes.TryParse(input.Datatype, out var datatype))
            throw new CodecException($"tensor '{input.Name}' has datatype '{input.Datatype}', which the protocol does not know");
        if (input.Parameters.ContainsKey(SharedMemory))
            throw new CodecException($"tensor '{input.Name}' names a {SharedMemory}: shared memory is not served, send the contents");
        if (raw is not null && input.Contents is not null)
            throw new CodecException($"tensor '{input.Name}' has contents, and there are raw_input_contents: one of the two");
        if (raw is null && input.Contents is null && !input.Shape.Contains(0))
            throw new CodecException($"tensor '{input.Name}' has neither contents nor an entry in raw_input_contents");
        var data = raw?.Memory ?? TypedContents.ToBytes(input.Name, datatype, input.Contents ?? new InferTensorContents());
        return new Tensor(input.Name, datatype, [.. input.Shape], data);
    }

    private static object Read(string name, InferParameter parameter) => parameter.ParameterChoiceCase switch
    {
        InferParameter.ParameterChoiceOneofCase.BoolParam => parameter.BoolParam,
        InferParameter.ParameterChoiceOneofCase.Int64Param => parameter.Int64Param,
        InferParameter.ParameterChoiceOneofCase.StringParam => parameter.StringParam,
        InferParameter.ParameterChoiceOneofCase.DoubleParam => parameter.DoubleParam,
        InferParameter.ParameterChoiceOneofCase.Uint64Param when parameter.Uint64Param <= long.MaxValue => (long)parameter.Uint64Param,
        InferParameter.ParameterChoiceOneofCase.Uint64Param => throw new CodecException($"parameter '{name}' is {parameter.Uint64Param}, over {long.MaxValue}"),
        _ => throw new CodecException($"parameter '{name}' has no value"),
    };

    private static InferParameter Write(object value) => value switch
    {
        bool flag => new InferParameter { BoolParam = flag },
        long number => new InferParameter { Int64Param = number },
        double number => new InferParameter { DoubleParam = number },
        _ => new InferParameter { StringParam = value.ToString() },
    };
}
