using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Profiling.Catalog;

/// <summary>The catalog as it was read so far.</summary>
internal interface ICatalogView
{
    /// <summary>What it holds of a model; null where that is nothing, or it is not read yet. From any thread.</summary>
    CatalogEntry? Find(string model);

    /// <summary>Waits a moment until it was read to its end once, where reading has just begun.</summary>
    void WaitUntilRead();
}
