using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Profiling;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Telemetry;

namespace Shepherd.GpuWorker.Serving;

/// <summary>Brings the repository's models onto this worker's lanes, and says which came and which were refused.</summary>
internal sealed partial class ModelStartup(WorkerOptions options, IEnumerable<IModelRuntime> runtimes, ModelProfiler profiler, StopProfiler stops, ILogger<ModelStartup> logger, IServingEvents? events = null)
{
    /// <summary>Loads and measures everything that can be loaded. Takes seconds.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such repository.</exception>
    public ServedModels Load()
    {
        var loaded = ModelLoader.Load(ModelRepository.Scan(options.Models), [.. runtimes], options.Lanes);
        foreach (var model in loaded.Models)
            LogLoaded(model[0].Definition.Name, model[0].Definition.Version);
        foreach (var refusal in loaded.Refused)
        {
            LogRefused(refusal.Name, refusal.Reason);
            events?.ModelRefused(refusal.Name, refusal.Reason);
        }

        var served = new ServedModels([.. loaded.Models.Select(Measure)], loaded.Refused);
        foreach (var model in loaded.Models)
            events?.ModelLoaded(model[0].Definition.Name, duration: null);
        return served;
    }

    private ServedModel Measure(IReadOnlyList<ILoadedModel> onLane, int index)
    {
        var profiles = profiler.Measure(onLane[0]);
        var kind = options.PreemptionOrPublished;
        var stopsOf = kind == PreemptionKind.None ? null : stops.Measure(onLane[0], profiles, kind);
        return new ServedModel(index, onLane, profiles, stopsOf);
    }

    [LoggerMessage(1, LogLevel.Information, "Model {Model} version {Version} is loaded and warm")]
    private partial void LogLoaded(string model, int version);

    [LoggerMessage(2, LogLevel.Error, "Model {Model} is refused: {Reason}")]
    private partial void LogRefused(string model, string reason);
}
