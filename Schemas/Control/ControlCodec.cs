namespace Shepherd.Schemas.Control;

/// <summary>Bytes of control records: always Avro single-object encoding, tagged <see cref="ContentTypes.Avro"/>.</summary>
public static class ControlCodec
{
    /// <summary>Writes a <see cref="CatalogEntry"/>, <see cref="PlanRecord"/>, <see cref="WorkerHeartbeat"/> or <see cref="DecisionRecord"/>.</summary>
    /// <exception cref="NotSupportedException">Another type.</exception>
    public static byte[] Encode<T>(T record)
        where T : notnull => throw new NotImplementedException();

    /// <summary>Reads one, resolving an older or newer writer schema.</summary>
    /// <exception cref="CodecException">Truncated or of an unknown schema.</exception>
    /// <exception cref="NotSupportedException">Another type.</exception>
    public static T Decode<T>(ReadOnlyMemory<byte> value)
        where T : notnull => throw new NotImplementedException();
}
