using Shepherd.Client.Cluster;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Demand;

/// <summary>What the catalog says of models; followed from the first question on, when the broker is there.</summary>
internal sealed class CatalogView(PlannerOptions options, ILogger<CatalogView> logger) : IDisposable
{
    private readonly Lazy<CatalogReader> _reader = new(() => new CatalogReader(options.Kafka, logger));

    public IEnumerable<CatalogEntry> Entries() => _reader.Value.Models.Values;

    public void Dispose()
    {
        if (_reader.IsValueCreated)
            _reader.Value.Dispose();
    }
}
