using Microsoft.Extensions.Logging;
using Shepherd.Client.Control;
using Shepherd.Schemas.Control;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Client.Cluster;

/// <summary>The models that are served, as the catalog topic shows them; stays current on a thread of its own.</summary>
public sealed class CatalogReader : IDisposable
{
    private readonly CatalogState _state = new();
    private readonly TopicFollower _follower;

    /// <summary>Starts reading.</summary>
    /// <param name="kafka">Where; the topic may be created later.</param>
    /// <param name="logger">Where unreadable entries and lost brokers are told; null: nowhere.</param>
    public CatalogReader(KafkaOptions kafka, ILogger? logger = null) =>
        _follower = new TopicFollower(kafka, kafka.Topics.Catalog, _state.Apply, logger);

    /// <summary>Completes when the catalog was read to its end once; fails when it cannot be read.</summary>
    public Task CaughtUp => _follower.CaughtUp;

    /// <summary>Completes when reading ends by <see cref="Dispose"/>; fails when it cannot go on.</summary>
    public Task Completion => _follower.Completion;

    /// <summary>The models by name: a snapshot.</summary>
    public IReadOnlyDictionary<string, CatalogEntry> Models => _state.Models;

    /// <summary>A model by its name, or null.</summary>
    public CatalogEntry? Find(string model) => _state.Models.GetValueOrDefault(model);

    /// <inheritdoc/>
    public void Dispose() => _follower.Dispose();
}
