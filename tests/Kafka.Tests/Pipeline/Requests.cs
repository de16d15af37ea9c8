using Shepherd.Schemas;

namespace Shepherd.Kafka.Tests.Pipeline;

/// <summary>Values of request records.</summary>
internal static class Requests
{
    public static byte[] Avro(string id, string model, params Tensor[] inputs)
    {
        using var buffer = new PooledBufferWriter();
        RequestCodec.Encode(new InferenceRequest(id, model, inputs), ContentTypes.Avro, buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
