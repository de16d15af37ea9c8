using Shepherd.GpuWorker.Profiling.Catalog;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Tests.Profiling.Catalog;

/// <summary>A catalog of one entry at most.</summary>
internal sealed class HeldCatalog : ICatalogView
{
    public CatalogEntry? Entry { get; set; }

    public int Waits { get; private set; }

    public CatalogEntry? Find(string model) => Entry?.Model == model ? Entry : null;

    public void WaitUntilRead() => Waits++;

    public static CatalogEntry EntryOf(params CatalogProfile[] profiles) => new("m", "1", "g", 1000, 1, 4, "test", [], []) { Profiles = profiles };

    public static CatalogProfile Profile(string device, double ms, int at = 0, string hash = "h", ProfileSource source = ProfileSource.Load, string by = "w") =>
        new(device, 1, hash, DateTimeOffset.UnixEpoch.AddSeconds(at), [new CatalogBucket("8", [new CatalogBatch(1, 10, ms, ms * 1.2), new CatalogBatch(4, 10, 2 * ms, 2.4 * ms)])]) { Source = source, By = by };
}
