namespace Shepherd.Schemas.Avro;

/// <summary>A record, enum or fixed.</summary>
internal abstract class NamedSchema(AvroKind kind, SchemaName name, IReadOnlyList<string> aliases) : AvroSchema(kind)
{
    public SchemaName Name { get; } = name;

    /// <summary>Full names that this type was known by.</summary>
    public IReadOnlyList<string> Aliases { get; } = aliases;

    internal override string DisplayName => Name.FullName;
}

/// <summary>Symbols by index, with the one that stands for symbols the reader lacks.</summary>
internal sealed class EnumSchema(SchemaName name, IReadOnlyList<string> aliases, IReadOnlyList<string> symbols, string? defaultSymbol)
    : NamedSchema(AvroKind.Enum, name, aliases)
{
    private readonly Dictionary<string, int> _indexes =
        symbols.Select((symbol, index) => (symbol, index)).ToDictionary(s => s.symbol, s => s.index, StringComparer.Ordinal);

    public IReadOnlyList<string> Symbols { get; } = symbols;

    public string? DefaultSymbol { get; } = defaultSymbol;

    internal override int MinimumBytes => 1;

    /// <summary>Index of a symbol, -1 when there is none of that name.</summary>
    public int IndexOf(string symbol) => _indexes.GetValueOrDefault(symbol, -1);
}

/// <summary>So many bytes, no length prefix.</summary>
internal sealed class FixedSchema(SchemaName name, IReadOnlyList<string> aliases, int sizeBytes, LogicalType? logicalType)
    : NamedSchema(AvroKind.Fixed, name, aliases)
{
    public int SizeBytes { get; } = sizeBytes;

    public LogicalType? LogicalType { get; } = logicalType;

    internal override int MinimumBytes => SizeBytes;
}
