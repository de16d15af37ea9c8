namespace Shepherd.Schemas;

/// <summary>Bytes of a result record's value, by content type.</summary>
public static class ResultCodec
{
    /// <summary>Reads a result. Its tensors are slices of <paramref name="value"/> (JSON excepted).</summary>
    /// <inheritdoc cref="RequestCodec.Decode"/>
    public static InferenceResult Decode(ReadOnlyMemory<byte> value, string? contentType, Avro.ISchemaRegistry? registry = null) =>
        throw new NotImplementedException();

    /// <summary>Writes a result in the framing that <paramref name="contentType"/> names.</summary>
    /// <exception cref="CodecException">Unknown content type.</exception>
    public static void Encode(InferenceResult result, string contentType, System.Buffers.IBufferWriter<byte> destination) =>
        throw new NotImplementedException();
}
