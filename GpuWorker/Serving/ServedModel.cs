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
    private long _usedNs;
    private volatile bool _isGone;

    /// <param name="index">Position in the serving plan.</param>
    /// <param name="onLane">The model on each lane.</param>
    /// <param name="profiles">What was measured of it; where nothing was, the latency is not known until batches have run.</param>
    /// <param name="stops">How it stops, where that was measured.</param>
    public ServedModel(int index, IReadOnlyList<ILoadedModel> onLane, IReadOnlyList<ShapeProfile> profiles, StopProfile? stops = null)
    {
        (Index, _onLane, Profiles, StopProfile) = (index, onLane, profiles, stops);
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

    /// <summary>What was measured of it before it served.</summary>
    public IReadOnlyList<ShapeProfile> Profiles { get; }

    /// <summary>How it stopped before it served; null where that was not measured.</summary>
    public StopProfile? StopProfile { get; }

    /// <summary>What it takes of the memory of each device, bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>What was expected of it before it was loaded, on one lane, bytes.</summary>
    public long ExpectedBytes { get; init; }

    /// <summary>It is unloaded; its index is free.</summary>
    public bool IsGone => _isGone;

    /// <summary>When the last request was accepted for it, by the worker's clock; 0 before the first.</summary>
    public long UsedNs => Interlocked.Read(ref _usedNs);

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

    /// <summary>Whoever needs it loaded: requests from when they are accepted to their outcome, batches while the policy knows them, runs.</summary>
    public Holds Holds { get; } = new();

    public ILoadedModel OnLane(int lane) => _onLane[lane];

    /// <inheritdoc cref="ILoadedModel.Begin"/>
    public IBatchRun Begin(int lane, IReadOnlyList<InferenceRequest> batch) => new HeldRun(_onLane[lane].Begin(batch), Holds);

    /// <summary>Takes a request in: it stays loaded until that has its outcome. False once it is being given up, and another route leads elsewhere. On the intake thread only.</summary>
    public bool TryUse(long nowNs)
    {
        if (!Holds.TryTake())
            return false;
        Interlocked.Exchange(ref _usedNs, nowNs);
        return true;
    }

    public string? FindFault(InferenceRequest request) => _onLane[0].FindFault(request);

    /// <summary>Numbers the shape buckets: those that were measured, then others in the order they turn up. On the intake thread only.</summary>
    public int BucketOf(InferenceRequest request)
    {
        var key = _onLane[0].BucketOf(request);
        return _buckets.TryGetValue(key, out var bucket) ? bucket : Number(key);
    }

    public void Dispose()
    {
        _isGone = true;
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
