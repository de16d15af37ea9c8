using System.Buffers;
using Shepherd.Schemas.Avro;
using Shepherd.Schemas.Json;
using Shepherd.Schemas.Wire;

namespace Shepherd.Schemas;

/// <summary>Bytes of a request record's value, by content type.</summary>
public static class RequestCodec
{
    /// <summary>Reads a request. Its tensors are slices of <paramref name="value"/>: nothing of a tensor is copied (JSON excepted).</summary>
    /// <param name="value">The record's value.</param>
    /// <param name="contentType">One of <see cref="ContentTypes"/>, parameters after ';' ignored; null or empty means <see cref="ContentTypes.Avro"/>.</param>
    /// <param name="registry">Finds writer schemas; null: the built-in ones.</param>
    /// <remarks>Whether a tensor's bytes fit its shape is not looked at here: see <see cref="Tensor.FindFault"/>.</remarks>
    /// <exception cref="CodecException">Truncated, trailing bytes, unknown schema or content type, malformed JSON.</exception>
    public static InferenceRequest Decode(ReadOnlyMemory<byte> value, string? contentType, ISchemaRegistry? registry = null) =>
        MediaType.Resolve(contentType) switch
        {
            ContentTypes.Json => OipRequest.Read(value).Request,
            ContentTypes.ConfluentAvro => RequestAvro.Read(AvroValue.OpenConfluent(value, registry)),
            _ => RequestAvro.Read(AvroValue.OpenSingleObject(value, WireSchemas.Request, registry)),
        };

    /// <summary>Writes a request in the framing that <paramref name="contentType"/> names.</summary>
    /// <exception cref="CodecException">Unknown content type; Confluent framing, which needs <see cref="EncodeConfluent"/>; a value that the framing cannot carry. The destination then holds a part: clear it.</exception>
    public static void Encode(InferenceRequest request, string contentType, IBufferWriter<byte> destination)
    {
        switch (MediaType.Resolve(contentType))
        {
            case ContentTypes.Json:
                OipRequest.Write(request, destination);
                break;
            case ContentTypes.ConfluentAvro:
                throw new CodecException($"{ContentTypes.ConfluentAvro} needs the schema's registry id: use {nameof(RequestCodec)}.{nameof(EncodeConfluent)}");
            default:
                AvroValue.WriteFraming(destination, WireSchemas.Request, schemaId: null);
                RequestAvro.Write(destination, request);
                break;
        }
    }

    /// <summary>Writes a request in Confluent framing.</summary>
    /// <param name="request">What to write.</param>
    /// <param name="schemaId">Id under which the registry holds <see cref="WireSchemas.Request"/>.</param>
    /// <param name="destination">Where it goes.</param>
    public static void EncodeConfluent(InferenceRequest request, int schemaId, IBufferWriter<byte> destination)
    {
        AvroValue.WriteFraming(destination, WireSchemas.Request, schemaId);
        RequestAvro.Write(destination, request);
    }
}
