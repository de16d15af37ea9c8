using Shepherd.Core.Profiles;

namespace Shepherd.GpuWorker.Models;

/// <summary>What a model of the replay runtime takes, in place of a graph that computes something.</summary>
/// <param name="Latency">Batch sizes and their durations.</param>
/// <param name="StateBytes">Kept on the device for each request of a batch that waits.</param>
/// <param name="Jitter">Coefficient of variation of the durations; 0: all alike.</param>
internal sealed record ReplayConfig(IReadOnlyList<LatencyPoint> Latency, long StateBytes, double Jitter)
{
    /// <summary>What lanes of one device do to each other. Default: nothing.</summary>
    public ContentionConfig Contention { get; init; } = ContentionConfig.None;

    /// <summary>What loading takes, on each lane. Default: nothing.</summary>
    public TimeSpan LoadTime { get; init; }
}
