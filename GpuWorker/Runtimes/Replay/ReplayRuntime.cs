using System.Collections.Concurrent;
using Shepherd.GpuWorker.Models;

namespace Shepherd.GpuWorker.Runtimes.Replay;

/// <summary>
/// Serves a profile in place of a model: batches take as long as its table says and answer zeroes, without a core to compute them. So a laptop drives the devices of a cluster through a real Kafka. Nothing but
/// the computing is played: gathering aside, batches, stops, results and commits are real.
/// </summary>
internal sealed class ReplayRuntime(TimeProvider time) : IModelRuntime
{
    public const string RuntimeName = "replay";

    private readonly ConcurrentDictionary<int, ReplayDevice> _devices = [];

    public string Name => RuntimeName;

    public ILoadedModel Load(ModelDefinition model, LaneOptions lane)
    {
        var file = Path.Combine(model.Directory, ModelRepository.ConfigFile);
        if (model.Config.Replay is not { } profile)
            throw new ModelLoadException(file, "replay is missing: a model of the replay runtime takes its profile, for example replay: {latency_ms: {1: 3.2, 8: 12.5}}");
        if (model.Config.Outputs.FirstOrDefault(o => ReplayModel.ItemBytes(o) * model.Config.MaxBatch > InputReader.BatchBytesMax) is { } output)
            throw new ModelLoadException(file, $"output '{output.Name}': a batch of {model.Config.MaxBatch} takes over {InputReader.BatchBytesMax} bytes; give it a smaller shape");
        Wait(profile.LoadTime);
        return new ReplayModel(model, profile, lane, _devices.GetOrAdd(lane.Device, _ => new ReplayDevice()), time);
    }

    private void Wait(TimeSpan loadTime)
    {
        if (loadTime == TimeSpan.Zero)
            return;
        using var loaded = new ManualResetEventSlim();
        using var timer = time.CreateTimer(_ => loaded.Set(), null, loadTime, Timeout.InfiniteTimeSpan);
        loaded.Wait();
    }
}
