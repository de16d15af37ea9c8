using Shepherd.GpuWorker.Models;

namespace Shepherd.GpuWorker.Runtimes;

/// <summary>Stands for a runtime that this build has not, so that a model which asks for it is refused with the remedy.</summary>
/// <param name="name">Name in a config.yaml.</param>
/// <param name="remedy">How to get it.</param>
internal sealed class MissingRuntime(string name, string remedy) : IModelRuntime
{
    /// <summary>Of a build without TorchSharp.</summary>
    public static MissingRuntime Torch { get; } = new("torch", "build where NuGet has TorchSharp, for example SHEPHERD_TORCH=cpu ./shepherd worker");

    public string Name => name;

    public ILoadedModel Load(ModelDefinition model, LaneOptions lane) =>
        throw new ModelLoadException(Path.Combine(model.Directory, ModelRepository.ConfigFile), $"runtime: '{name}' is not in this build; {remedy}");
}
