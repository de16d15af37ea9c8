using System.Buffers;
using Shepherd.Schemas.Avro;
using Shepherd.Schemas.Json;
using Shepherd.Schemas.Wire;

namespace Shepherd.Schemas;

/// <summary>Bytes of a result record's value, by content type.</summary>
/// <remarks>In JSON the outcome and its circumstances stand among the parameters, under the names of the headers: <c>shepherd-status</c>, <c>shepherd-reason</c>,
/// <c>shepherd-attempts</c>, <c>shepherd-worker</c>, <c>shepherd-epoch</c>. NaN and infinities are written as null and read as NaN; FP16 and BF16 have no JSON form.</remarks>
public static class ResultCodec
{
    /// <summary>Reads a result. Its tensors are slices of <paramref name="value"/> (JSON excepted).</summary>
    /// <inheritdoc cref="RequestCodec.Decode"/>
    public static InferenceResult Decode(ReadOnlyMemory<byte> value, string? contentType, ISchemaRegistry? registry = null) =>
        MediaType.Resolve(contentType) switch
        {
            ContentTypes.Json => OipResult.Read(value),
            ContentTypes.ConfluentAvro => ResultAvro.Read(AvroValue.OpenConfluent(value, registry)),
            _ => ResultAvro.Read(AvroValue.OpenSingleObject(value, WireSchemas.Result, registry)),
        };

    /// <summary>Writes a result in the framing that <paramref name="contentType"/> names.</summary>
    /// <exception cref="CodecException">Unknown content type; Confluent framing, which needs <see cref="EncodeConfluent"/>; a value that the framing cannot carry. The destination then holds a part: clear it.</exception>
    public static void Encode(InferenceResult result, string contentType, IBufferWriter<byte> destination)
    {
        switch (MediaType.Resolve(contentType))
        {
            case ContentTypes.Json:
                OipResult.Write(result, OipBinaryOutputs.None, destination);
                break;
            case ContentTypes.ConfluentAvro:
                throw new CodecException($"{ContentTypes.ConfluentAvro} needs the schema's registry id: use {nameof(ResultCodec)}.{nameof(EncodeConfluent)}");
            default:
                AvroValue.WriteFraming(destination, WireSchemas.Result, schemaId: null);
                ResultAvro.Write(destination, result);
                break;
        }
    }

    /// <summary>Writes a result in Confluent framing.</summary>
    /// <param name="result">What to write.</param>
    /// <param name="schemaId">Id under which the registry holds <see cref="WireSchemas.Result"/>.</param>
    /// <param name="destination">Where it goes.</param>
    public static void EncodeConfluent(InferenceResult result, int schemaId, IBufferWriter<byte> destination)
    {
        AvroValue.WriteFraming(destination, WireSchemas.Result, schemaId);
        ResultAvro.Write(destination, result);
    }
}
