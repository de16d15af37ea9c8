using Google.Protobuf.Reflection;
using Shepherd.Ingest.Grpc.Protocol;

namespace Shepherd.Ingest.Tests.Grpc;

public class ProtocolTests
{
    /// <summary>Names, numbers and types as the specification publishes them.</summary>
    private const string Published = """
        InferParameter: 1 bool bool_param, 2 int64 int64_param, 3 string string_param, 4 double double_param, 5 uint64 uint64_param
        InferTensorContents: 1 bool bool_contents[], 2 int32 int_contents[], 3 int64 int64_contents[], 4 uint32 uint_contents[], 5 uint64 uint64_contents[], 6 float fp32_contents[], 7 double fp64_contents[], 8 bytes bytes_contents[]
        ModelInferRequest: 1 string model_name, 2 string model_version, 3 string id, 4 message parameters[], 5 message inputs[], 6 message outputs[], 7 bytes raw_input_contents[]
        ModelInferRequest.InferInputTensor: 1 string name, 2 string datatype, 3 int64 shape[], 4 message parameters[], 5 message contents
        ModelInferRequest.InferRequestedOutputTensor: 1 string name, 2 message parameters[]
        ModelInferResponse: 1 string model_name, 2 string model_version, 3 string id, 4 message parameters[], 5 message outputs[], 6 bytes raw_output_contents[]
        ModelInferResponse.InferOutputTensor: 1 string name, 2 string datatype, 3 int64 shape[], 4 message parameters[], 5 message contents
        ModelMetadataRequest: 1 string name, 2 string version
        ModelMetadataResponse: 1 string name, 2 string versions[], 3 string platform, 4 message inputs[], 5 message outputs[]
        ModelMetadataResponse.TensorMetadata: 1 string name, 2 string datatype, 3 int64 shape[]
        ModelReadyRequest: 1 string name, 2 string version
        ModelReadyResponse: 1 bool ready
        ServerLiveRequest:
        ServerLiveResponse: 1 bool live
        ServerMetadataRequest:
        ServerMetadataResponse: 1 string name, 2 string version, 3 string extensions[]
        ServerReadyRequest:
        ServerReadyResponse: 1 bool ready
        """;

    [Fact]
    public void Messages_All_AreAsPublished()
    {
        var file = OpenInferenceReflection.Descriptor;

        var described = file.MessageTypes.SelectMany(Flatten).Select(Describe).Order(StringComparer.Ordinal);

        Assert.Equal("inference", file.Package);
        Assert.Equal(Published.Split('\n').Select(l => l.Trim()).Order(StringComparer.Ordinal), described);
    }

    private static IEnumerable<MessageDescriptor> Flatten(MessageDescriptor message) => [message, .. message.NestedTypes.Where(n => !n.Name.EndsWith("Entry", StringComparison.Ordinal))];

    private static string Describe(MessageDescriptor message) =>
        $"{message.FullName["inference.".Length..]}: {string.Join(", ", message.Fields.InFieldNumberOrder().Select(f => $"{f.FieldNumber} {f.FieldType.ToString().ToLowerInvariant()} {f.Name}{(f.IsRepeated ? "[]" : "")}"))}".TrimEnd();
}
