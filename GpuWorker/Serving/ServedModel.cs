using System.Globalization;
using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Profiling;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Serving;

/// <summary>One model, loaded once per lane.</summary>
internal sealed class ServedModel : IDisposable
{
    private readonly IReadOnlyList<ILoadedModel> _onLane;
    private readonly ShapeLatency? _profile;
    private readonly Dictionary<BucketKey, int> _buckets = [];
    private readonly long _suspendedBytes;

    /// <param name="index">Position in the serving plan.</param>
    /// <param name="onLane">The model on each lane.</param>
    /// <param name="profiles">What was measured of it; where nothing was, the latency is not known until batches have run.</param>
    /// <param name="stops">How it stops, where that was measured.</param>
    public ServedModel(int index, IReadOnlyList<ILoadedModel> onLane, IReadOnlyList<ShapeProfile> profiles, StopProfile? stops = null)
    {
        (Index, _onLane) = (index, onLane);
        Version = Definition.Version.ToString(CultureInfo.InvariantCulture);
        _profile = profiles.Count > 0 ? new ShapeLatency(profiles) : null;
        Latency = _profile is null ? new MeasuredLatency() : new MeasuredLatency(_profile, Definition.Config.MaxBatch);
        foreach (var profile in profiles)
            Number(profile.Bucket);
        Stops = new MeasuredStops(stops?.ExitPoints ?? (CanSuspend ? onLane[0].Segments : 0));
        foreach (var stop in stops?.Stops ?? [])
            Stops.Observe(stop.TotalNs, stop.DelayNs);
        _suspendedBytes = stops?.StateBytes ?? 0;
    }

    /// <summary>Position in the serving plan.</summary>
    public int Index { get; }

    public ModelDefinition Definition => _onLane[0].Definition;

    public string Name => Definition.Name;

    public string Group => Definition.Config.Group;

    public string Version { get; }

    /// <summary>Written and read by the driver's thread only.</summary>
    public MeasuredLatency Latency { get; }

    /// <summary>How soon its batches stop. Written and read by the driver's thread only.</summary>
    public MeasuredStops Stops { get; }

    /// <summary>A stopped batch of it can go on where it stopped.</summary>
    public bool CanSuspend => _onLane[0].Segments > 1;

    /// <summary>As the policy sees it.</summary>
    public Core.Policies.ServedModel ToPlanned() => new(Name, Definition.Config.MaxBatch, Latency) { CanSuspend = CanSuspend, Stops = Stops, SuspendedBytes = _suspendedBytes };

    /// <summary>A request was given up as late. On the driver's thread only.</summary>
    public void GaveUp(int bucket)
    {
        if (!Latency.HasRun(bucket))
            _profile?.Doubt(bucket);
    }

    public ILoadedModel OnLane(int lane) => _onLane[lane];

    public string? FindFault(InferenceRequest request) => _onLane[0].FindFault(request);

    /// <summary>Numbers the shape buckets: those that were measured, then others in the order they turn up. On the intake thread only.</summary>
    public int BucketOf(InferenceRequest request)
    {
        var key = _onLane[0].BucketOf(request);
        return _buckets.TryGetValue(key, out var bucket) ? bucket : Number(key);
    }

    public void Dispose()
    {
        foreach (var model in _onLane)
            model.Dispose();
    }

    private int Number(BucketKey key)
    {
        var bucket = _buckets.Count;
        _buckets.Add(key, bucket);
        _profile?.Add(ModelProfiler.ElementsOf(Definition.Config, key));
        return bucket;
    }
}
