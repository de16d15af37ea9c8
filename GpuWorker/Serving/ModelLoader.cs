using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes;

namespace Shepherd.GpuWorker.Serving;

/// <summary>Loads and warms the newest version of each model that loads, on every lane.</summary>
internal sealed partial class ModelLoader(WorkerOptions options, IEnumerable<IModelRuntime> runtimes, ILogger<ModelLoader> logger)
{
    /// <summary>Loads everything that can be loaded; the rest is refused with its reason.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such repository.</exception>
    public ServedModels Load(CancellationToken stop)
    {
        var scan = ModelRepository.Scan(options.Models);
        var refused = scan.Refused.ToList();
        var served = new List<ServedModel>();
        foreach (var versions in scan.Models.GroupBy(m => m.Name, StringComparer.Ordinal))
        {
            stop.ThrowIfCancellationRequested();
            foreach (var version in versions.OrderByDescending(v => v.Version))
            {
                if (TryLoad(version, refused) is not { } onLane)
                    continue;
                served.Add(new ServedModel(served.Count, onLane));
                LogLoaded(version.Name, version.Version);
                break;
            }
        }

        foreach (var refusal in refused)
            LogRefused(refusal.Name, refusal.Reason);
        return new ServedModels(served, refused);
    }

    private List<ILoadedModel>? TryLoad(ModelDefinition model, List<RefusedModel> refused)
    {
        var onLane = new List<ILoadedModel>();
        try
        {
            var runtime = runtimes.FirstOrDefault(r => r.Name == model.Config.Runtime)
                ?? throw new ModelLoadException(Path.Combine(model.Directory, ModelRepository.ConfigFile), $"runtime: there is no runtime '{model.Config.Runtime}'; known are {string.Join(", ", runtimes.Select(r => r.Name))}");
            foreach (var device in options.Devices)
            {
                DeviceName.TryParse(device, out var kind, out var number);
                onLane.Add(runtime.Load(model, new LaneOptions(options.Threads, kind, number)));
                onLane[^1].WarmUp();
            }

            return onLane;
        }
        catch (Exception e) when (e is ModelLoadException or ModelRunException)
        {
            onLane.ForEach(m => m.Dispose());
            refused.Add(new RefusedModel(model.Name, model.Config.Group, model.Version.ToString(System.Globalization.CultureInfo.InvariantCulture), e.Message));
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Model {Model} version {Version} is loaded and warm")]
    private partial void LogLoaded(string model, int version);

    [LoggerMessage(2, LogLevel.Error, "Model {Model} is refused: {Reason}")]
    private partial void LogRefused(string model, string reason);
}
