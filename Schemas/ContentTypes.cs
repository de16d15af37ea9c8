namespace Shepherd.Schemas;

/// <summary>Framings of a value. The header decides, never the bytes.</summary>
public static class ContentTypes
{
    /// <summary>Avro single-object encoding: C3 01, CRC-64-AVRO fingerprint, datum. The default where the header is missing.</summary>
    public const string Avro = "application/avro";

    /// <summary>Confluent framing: 00, schema id as 4 big-endian bytes, datum.</summary>
    public const string ConfluentAvro = "application/vnd.confluent.avro";

    /// <summary>Open Inference Protocol JSON.</summary>
    public const string Json = "application/json";
}
