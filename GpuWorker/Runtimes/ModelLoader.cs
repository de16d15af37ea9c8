using System.Globalization;
using Shepherd.GpuWorker.Models;

namespace Shepherd.GpuWorker.Runtimes;

/// <summary>Loads and warms the newest version that loads, of every model of a repository.</summary>
internal static class ModelLoader
{
    /// <summary>Loads them for every lane. What fails on one lane is refused with its reason; the others load all the same.</summary>
    public static LoadedRepository Load(RepositoryScan scan, IReadOnlyList<IModelRuntime> runtimes, IReadOnlyList<LaneOptions> lanes)
    {
        var models = new List<IReadOnlyList<ILoadedModel>>();
        var refused = new List<RefusedModel>(scan.Refused);
        foreach (var versions in scan.Models.GroupBy(model => model.Name))
        {
            foreach (var version in versions)
            {
                if (TryLoad(version, runtimes, lanes, refused) is not { } loaded)
                    continue;
                models.Add(loaded);
                break;
            }
        }

        return new LoadedRepository(models, refused);
    }

    private static List<ILoadedModel>? TryLoad(ModelDefinition model, IReadOnlyList<IModelRuntime> runtimes, IReadOnlyList<LaneOptions> lanes, List<RefusedModel> refused)
    {
        var loaded = new List<ILoadedModel>();
        try
        {
            var runtime = runtimes.FirstOrDefault(candidate => candidate.Name == model.Config.Runtime) ?? throw NoRuntime(model, runtimes);
            foreach (var lane in lanes)
            {
                loaded.Add(runtime.Load(model, lane));
                loaded[^1].WarmUp();
            }

            return loaded;
        }
        catch (Exception fault) when (fault is ModelLoadException or ModelRunException)
        {
            loaded.ForEach(onLane => onLane.Dispose());
            refused.Add(new RefusedModel(model.Name, model.Config.Group, model.Version.ToString(CultureInfo.InvariantCulture), fault.Message));
            return null;
        }
    }

    private static ModelLoadException NoRuntime(ModelDefinition model, IReadOnlyList<IModelRuntime> runtimes) => new(
        Path.Combine(model.Directory, ModelRepository.ConfigFile),
        $"runtime: found '{model.Config.Runtime}'; this worker has {string.Join(", ", runtimes.Select(runtime => runtime.Name))}");
}
