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
    private readonly MeasuredLatency _ownRuns;

    /// <summary>By number; a longer one takes its place when a shape comes for the first time.</summary>
    private volatile BucketKey[] _keys = [];
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
        Efficient = EfficientBatch.TimesOf(profiles, Definition.Config.MaxBatch);
        _profile = profiles.Count > 0 ? new ShapeLatency(profiles) : null;
        Latency = CreateLatency();
        _ownRuns = CreateLatency();
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

    /// <summary>What it began with, as others may be told; null where nothing is told of it.</summary>
    public ProfileOrigin? Origin { get; init; }

    /// <summary>What it takes of the memory of each device, bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>What was expected of it before it was loaded, on one lane, bytes.</summary>
    public long ExpectedBytes { get; init; }

    /// <summary>It is unloaded; its index is free.</summary>
    public bool IsGone => _isGone;

    /// <summary>When the last request was accepted for it, by the worker's clock; 0 before the first.</summary>
    public long UsedNs => Interlocked.Read(ref _usedNs);

    /// <summary>Written and read in the driver's steps only.</summary>
    public MeasuredLatency Latency { get; }

    /// <summary>How soon its batches stop. Written and read in the driver's steps only.</summary>
    public MeasuredStops Stops { get; }

    /// <summary>A stopped batch of it can go on where it stopped.</summary>
    public bool CanSuspend => _onLane[0].Segments > 1;

    /// <summary>What a batch of the efficient size takes, averaged over the shapes that were measured, and the share of one request in it, nanoseconds; zeros where nothing was measured.</summary>
    public (double BatchNs, double RequestNs) Efficient { get; }

    /// <summary>As the policy sees it.</summary>
    public Core.Policies.ServedModel ToPlanned() => new(Name, Definition.Config.MaxBatch, Latency) { CanSuspend = CanSuspend, Stops = Stops, SuspendedBytes = _suspendedBytes };

    /// <summary>A batch ran to its end. In the driver's steps only.</summary>
    /// <param name="bucket">Its shape bucket.</param>
    /// <param name="batch">Its requests.</param>
    /// <param name="durationNs">How long it ran.</param>
    /// <param name="isOwnKind">On a device of the kind that was measured: another's, and a peer's with the way there, say nothing of it.</param>
    public void Ran(int bucket, int batch, long durationNs, bool isOwnKind)
    {
        Latency.Observe(bucket, batch, durationNs);
        if (isOwnKind)
            _ownRuns.Observe(bucket, batch, durationNs);
    }

    /// <summary>What its batches took on devices of the kind that was measured, by shape. In the driver's steps only.</summary>
    /// <param name="sizes">Batch sizes to tell of, ascending.</param>
    /// <param name="runsMin">See <see cref="MeasuredLatency.Rows"/>.</param>
    public IReadOnlyList<(BucketKey Shape, IReadOnlyList<MeasuredRow> Rows)> Look(IReadOnlyList<int> sizes, int runsMin) =>
        [.. _keys.Select((key, bucket) => (key, _ownRuns.Rows(bucket, sizes, runsMin))).Where(b => b.Item2.Count > 0)];

    /// <summary>A request was given up as late. In the driver's steps only.</summary>
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

    private MeasuredLatency CreateLatency() => _profile is null ? new MeasuredLatency() : new MeasuredLatency(_profile, Definition.Config.MaxBatch);

    private int Number(BucketKey key)
    {
        var bucket = _buckets.Count;
        _buckets.Add(key, bucket);
        _keys = [.. _keys, key];
        _profile?.Add(ModelProfiler.ElementsOf(Definition.Config, key));
        return bucket;
    }
}
