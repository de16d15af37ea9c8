using Shepherd.GpuWorker.Models;

namespace Shepherd.GpuWorker.Runtimes;

/// <summary>Loads models of one kind.</summary>
internal interface IModelRuntime
{
    /// <summary>The name that a config.yaml gives as <c>runtime</c>.</summary>
    string Name { get; }

    /// <summary>Loads a model for one lane. The caller disposes it.</summary>
    /// <exception cref="ModelLoadException">Missing or corrupt file, a graph that its configuration does not fit, a missing provider.</exception>
    ILoadedModel Load(ModelDefinition model, LaneOptions lane);
}
