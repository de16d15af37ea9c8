using System.Collections.Immutable;
using Shepherd.Schemas.Control;

namespace Shepherd.Client.Cluster;

/// <summary>The catalog as read so far: written by one thread, read by any.</summary>
internal sealed class CatalogState
{
    // Replaced whole; readers take the reference once and never lock.
    private volatile ImmutableSortedDictionary<string, CatalogEntry> _models =
        ImmutableSortedDictionary.Create<string, CatalogEntry>(StringComparer.Ordinal);

    internal ImmutableSortedDictionary<string, CatalogEntry> Models => _models;

    internal void Apply(string? key, ReadOnlyMemory<byte> value)
    {
        // Compaction's way to delete: a key without a value.
        if (value.IsEmpty && key is not null)
        {
            _models = _models.Remove(key);
            return;
        }

        var entry = ControlCodec.Decode<CatalogEntry>(value);
        _models = _models.SetItem(entry.Model, entry);
    }
}
