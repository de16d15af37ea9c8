using System.Globalization;
using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Serving;

/// <summary>One model, loaded once per lane.</summary>
internal sealed class ServedModel(int index, IReadOnlyList<ILoadedModel> onLane) : IDisposable
{
    private readonly Dictionary<BucketKey, int> _buckets = [];

    /// <summary>Position in the serving plan.</summary>
    public int Index => index;

    public ModelDefinition Definition => onLane[0].Definition;

    public string Name => Definition.Name;

    public string Group => Definition.Config.Group;

    public string Version { get; } = onLane[0].Definition.Version.ToString(CultureInfo.InvariantCulture);

    /// <summary>Written and read by the driver's thread only.</summary>
    public MeasuredLatency Latency { get; } = new();

    public ILoadedModel OnLane(int lane) => onLane[lane];

    public string? FindFault(InferenceRequest request) => onLane[0].FindFault(request);

    /// <summary>Numbers the shape buckets in the order they turn up. On the intake thread only.</summary>
    public int BucketOf(InferenceRequest request)
    {
        var key = onLane[0].BucketOf(request);
        if (!_buckets.TryGetValue(key, out var bucket))
            _buckets.Add(key, bucket = _buckets.Count);
        return bucket;
    }

    public void Dispose()
    {
        foreach (var model in onLane)
            model.Dispose();
    }
}
