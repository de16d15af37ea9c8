using System.Text.Json;

namespace Shepherd.Schemas.Avro;

/// <summary>Named fields in order.</summary>
internal sealed class RecordSchema(SchemaName name, IReadOnlyList<string> aliases) : NamedSchema(AvroKind.Record, name, aliases)
{
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
    private int _minimumBytes;

    public IReadOnlyList<RecordField> Fields { get; private set; } = [];

    /// <summary>Zero until the fields are set: a record that holds itself counts itself as nothing, which keeps the sum a lower bound.</summary>
    internal override int MinimumBytes => _minimumBytes;

    /// <summary>Index of a field, -1 when there is none of that name.</summary>
    public int IndexOf(string field) => _indexes.GetValueOrDefault(field, -1);

    /// <summary>Completes the record. Its name is known before its fields are, so that they can refer to it.</summary>
    internal void SetFields(IReadOnlyList<RecordField> fields)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (!_indexes.TryAdd(fields[i].Name, i))
                throw new CodecException($"record '{DisplayName}' has two fields '{fields[i].Name}'");
        }

        Fields = fields;
        _minimumBytes = (int)Math.Min(int.MaxValue, fields.Sum(f => (long)f.Schema.MinimumBytes));
    }
}

/// <summary>One field.</summary>
/// <param name="Name">Name.</param>
/// <param name="Schema">Type.</param>
/// <param name="Aliases">Names that it was known by.</param>
/// <param name="Default">JSON of the value that a reader takes when the writer has no such field; null when there is none.</param>
/// <param name="Path"><c>record.field</c>, for errors.</param>
internal sealed record RecordField(string Name, AvroSchema Schema, IReadOnlyList<string> Aliases, JsonElement? Default, string Path);
