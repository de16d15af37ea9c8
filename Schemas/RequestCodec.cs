namespace Shepherd.Schemas;

/// <summary>Bytes of a request record's value, by content type.</summary>
public static class RequestCodec
{
    /// <summary>Reads a request. Its tensors are slices of <paramref name="value"/>: nothing of a tensor is copied (JSON excepted).</summary>
    /// <param name="value">The record's value.</param>
    /// <param name="contentType">One of <see cref="ContentTypes"/>, parameters after ';' ignored; null or empty means <see cref="ContentTypes.Avro"/>.</param>
    /// <param name="registry">Finds writer schemas; null: the built-in ones.</param>
    /// <exception cref="CodecException">Truncated, trailing bytes, unknown schema or content type, malformed JSON.</exception>
    public static InferenceRequest Decode(ReadOnlyMemory<byte> value, string? contentType, Avro.ISchemaRegistry? registry = null) =>
        throw new NotImplementedException();

    /// <summary>Writes a request in the framing that <paramref name="contentType"/> names.</summary>
    /// <exception cref="CodecException">Unknown content type.</exception>
    public static void Encode(InferenceRequest request, string contentType, System.Buffers.IBufferWriter<byte> destination) =>
        throw new NotImplementedException();
}
