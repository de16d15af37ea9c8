using System.Globalization;
using Shepherd.GpuWorker.Models;

namespace Shepherd.GpuWorker.Runtimes;

/// <summary>Loads versions of models and warms them.</summary>
internal static class ModelLoader
{
    /// <summary>Loads the newest version that loads of every model of a repository. What fails is refused with its reason; the others load all the same.</summary>
    public static LoadedRepository Load(RepositoryScan scan, IReadOnlyList<IModelRuntime> runtimes, IReadOnlyList<LaneOptions> lanes)
    {
        var models = new List<IReadOnlyList<ILoadedModel>>();
        var refused = new List<RefusedModel>(scan.Refused);
        foreach (var versions in scan.Models.GroupBy(model => model.Name))
        {
            foreach (var version in versions)
            {
                try
                {
                    models.Add(Load(version, runtimes, lanes));
                    break;
                }
                catch (Exception fault) when (fault is ModelLoadException or ModelRunException)
                {
                    refused.Add(new RefusedModel(version.Name, version.Config.Group, version.Version.ToString(CultureInfo.InvariantCulture), fault.Message));
                }
            }
        }

        return new LoadedRepository(models, refused);
    }

    /// <summary>Loads it for every lane; what fails on one lane fails as a whole.</summary>
    /// <param name="model">The version.</param>
    /// <param name="runtimes">Those that there are.</param>
    /// <param name="lanes">Where it is to run.</param>
    /// <param name="warming">Told when all are loaded and the warm-up begins.</param>
    /// <returns>One instance per lane, in the lanes' order. The caller disposes them.</returns>
    /// <exception cref="ModelLoadException">It cannot be loaded.</exception>
    /// <exception cref="ModelRunException">Its warm-up failed.</exception>
    public static IReadOnlyList<ILoadedModel> Load(ModelDefinition model, IReadOnlyList<IModelRuntime> runtimes, IReadOnlyList<LaneOptions> lanes, Action? warming = null)
    {
        var loaded = new List<ILoadedModel>();
        try
        {
            var runtime = runtimes.FirstOrDefault(candidate => candidate.Name == model.Config.Runtime) ?? throw NoRuntime(model, runtimes);
            foreach (var lane in lanes)
                loaded.Add(runtime.Load(model, lane));
            warming?.Invoke();
            loaded.ForEach(onLane => onLane.WarmUp());
            return loaded;
        }
        catch
        {
            loaded.ForEach(onLane => onLane.Dispose());
            throw;
        }
    }

    private static ModelLoadException NoRuntime(ModelDefinition model, IReadOnlyList<IModelRuntime> runtimes) => new(
        Path.Combine(model.Directory, ModelRepository.ConfigFile),
        $"runtime: found '{model.Config.Runtime}'; this worker has {string.Join(", ", runtimes.Select(runtime => runtime.Name))}");
}
