using System.Globalization;
using Shepherd.GpuWorker.Models;

namespace Shepherd.GpuWorker.Runtimes;

/// <summary>Loads and warms the newest version that loads, of every model of a repository.</summary>
internal static class ModelLoader
{
    /// <summary>Loads them for one lane. What fails is refused with its reason; the others load all the same.</summary>
    public static LoadedRepository Load(RepositoryScan scan, IReadOnlyList<IModelRuntime> runtimes, LaneOptions lane)
    {
        var models = new List<ILoadedModel>();
        var refused = new List<RefusedModel>(scan.Refused);
        foreach (var versions in scan.Models.GroupBy(model => model.Name))
        {
            foreach (var version in versions)
            {
                if (TryLoad(version, runtimes, lane, refused) is not { } loaded)
                    continue;
                models.Add(loaded);
                break;
            }
        }

        return new LoadedRepository(models, refused);
    }

    private static ILoadedModel? TryLoad(ModelDefinition model, IReadOnlyList<IModelRuntime> runtimes, LaneOptions lane, List<RefusedModel> refused)
    {
        ILoadedModel? loaded = null;
        try
        {
            var runtime = runtimes.FirstOrDefault(candidate => candidate.Name == model.Config.Runtime) ?? throw NoRuntime(model, runtimes);
            loaded = runtime.Load(model, lane);
            loaded.WarmUp();
            return loaded;
        }
        catch (Exception fault) when (fault is ModelLoadException or ModelRunException)
        {
            loaded?.Dispose();
            refused.Add(new RefusedModel(model.Name, model.Config.Group, model.Version.ToString(CultureInfo.InvariantCulture), fault.Message));
            return null;
        }
    }

    private static ModelLoadException NoRuntime(ModelDefinition model, IReadOnlyList<IModelRuntime> runtimes) => new(
        Path.Combine(model.Directory, ModelRepository.ConfigFile),
        $"runtime: found '{model.Config.Runtime}'; this worker has {string.Join(", ", runtimes.Select(runtime => runtime.Name))}");
}
