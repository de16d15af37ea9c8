namespace Shepherd.Schemas.Avro;

/// <summary>A parsed Avro schema (specification 1.11), immutable once parsed.</summary>
public abstract class AvroSchema
{
    private readonly Lazy<string> _canonicalForm;
    private readonly Lazy<ulong> _fingerprint;

    private protected AvroSchema(AvroKind kind)
    {
        Kind = kind;
        _canonicalForm = new Lazy<string>(() => Avro.CanonicalForm.Of(this));
        _fingerprint = new Lazy<ulong>(() => Crc64Avro.Fingerprint(System.Text.Encoding.UTF8.GetBytes(CanonicalForm)));
    }

    /// <summary>Parsing Canonical Form: what is left once everything that does not change the bytes is stripped.</summary>
    public string CanonicalForm => _canonicalForm.Value;

    /// <summary>CRC-64-AVRO (Rabin) of the <see cref="CanonicalForm"/>; single-object encoding carries it little-endian.</summary>
    public ulong Fingerprint => _fingerprint.Value;

    internal AvroKind Kind { get; }

    /// <summary>Bytes that a datum takes at least: bounds how many items a block of so many bytes can hold.</summary>
    internal abstract int MinimumBytes { get; }

    /// <summary>How errors call it: the full name of a named type, else the kind.</summary>
    internal virtual string DisplayName => Kind.SpecName();

    /// <summary>Reads a schema from its JSON.</summary>
    /// <exception cref="CodecException">Malformed JSON or not a valid schema; the message names the type or field.</exception>
    public static AvroSchema Parse(string json) => SchemaParser.Parse(json);

    /// <summary>The <see cref="CanonicalForm"/>.</summary>
    public override string ToString() => CanonicalForm;
}
