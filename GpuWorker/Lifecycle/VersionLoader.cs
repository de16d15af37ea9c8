using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Profiling;
using Shepherd.GpuWorker.Profiling.Files;
using Shepherd.GpuWorker.Runtimes;
using ServedModel = Shepherd.GpuWorker.Serving.ServedModel;

namespace Shepherd.GpuWorker.Lifecycle;

/// <summary>
/// Loads a version on every lane's device, warms it and measures it, on the calling thread: no lane waits for it. Beside a version that serves it is measured briefly, since both disturb each other,
/// and the profile of that version counts for as much as the disturbance may explain. What was measured before, and holds here, is not measured again.
/// </summary>
internal sealed class VersionLoader(WorkerOptions options, IEnumerable<IModelRuntime> runtimes, ModelProfiler profiler, StopProfiler stops, ProfileFinder finder, TimeProvider time)
{
    /// <summary>A lane that works on the same cores at most halves what a measurement gets of them: what takes longer than that is slower by itself.</summary>
    private const int DisturbanceMax = 2;

    private readonly IReadOnlyList<IModelRuntime> _runtimes = [.. runtimes];
    private readonly IReadOnlyList<LaneOptions> _lanes = options.Lanes;

    /// <summary>Lanes that share a device, at most: each loads the model for itself.</summary>
    public int LanesPerDevice { get; } = options.Devices.GroupBy(d => d, StringComparer.Ordinal).Max(g => g.Count()) * options.LanesPerDevice;

    /// <summary>Loads a version. The caller disposes it.</summary>
    /// <param name="definition">The version.</param>
    /// <param name="index">Its index.</param>
    /// <param name="before">The version of the same model that serves meanwhile; null when there is none.</param>
    /// <param name="isQuiet">Nothing serves meanwhile.</param>
    /// <param name="report">Told what it does.</param>
    /// <exception cref="ModelLoadException">It cannot be loaded.</exception>
    /// <exception cref="ModelRunException">Its warm-up failed.</exception>
    public ServedModel Load(ModelDefinition definition, int index, ServedModel? before, bool isQuiet, Action<ModelPhase> report)
    {
        report(ModelPhase.Loading);
        var startBytes = Environment.WorkingSet;
        var onLane = ModelLoader.Load(definition, _runtimes, _lanes, () => report(ModelPhase.Warming));
        try
        {
            var grown = isQuiet && _lanes.All(l => l.Provider == LaneOptions.Cpu) ? Math.Max(0, Environment.WorkingSet - startBytes) / _lanes.Count : (long?)null;
            var known = finder.Find(onLane[0], _lanes[0]);
            var profiles = known?.Shapes ?? Temper(profiler.Measure(onLane[0], isBrief: !isQuiet), before);
            var stopProfile = FindStops(onLane[0], profiles, before, known);
            return new ServedModel(index, onLane, profiles, stopProfile)
            {
                Origin = known is not null
                    ? new ProfileOrigin(known.Source, known.Profile)
                    : ProfileOrigin.Measured(onLane[0], _lanes[0], profiles, stopProfile, options.PreemptionOrPublished, definition.Config.MemoryBytes is null ? grown : null, time.GetUtcNow()),
                MemoryBytes = MemoryFigure.Find(definition, known?.MemoryBytes ?? grown, before, LanesPerDevice),
                ExpectedBytes = MemoryFigure.Expect(definition),
            };
        }
        catch
        {
            foreach (var model in onLane)
                model.Dispose();
            throw;
        }
    }

    private StopProfile? FindStops(ILoadedModel model, IReadOnlyList<ShapeProfile> profiles, ServedModel? before, KnownProfile? known)
    {
        var kind = options.PreemptionOrPublished;
        if (kind == PreemptionKind.None)
            return null;
        if (known?.Stops(kind) is { } measured)
            return measured;
        // Stops correct it when they come; to make some now would stop nothing that serves, but slow it.
        return before?.StopProfile is { } former && before.OnLane(0).Segments == model.Segments ? former : stops.Measure(model, profiles, kind);
    }

    /// <summary>What was measured, or what the version before took where that is less and the measurement does not rule it out. A profile that is too slow would give requests up for nothing; one that is too quick is corrected by the first batches.</summary>
    internal static IReadOnlyList<ShapeProfile> Temper(IReadOnlyList<ShapeProfile> measured, ServedModel? before) =>
        before is null ? measured : [.. measured.Select(m => before.Profiles.FirstOrDefault(b => b.Bucket.Equals(m.Bucket)) is { } known ? Temper(m, known) : m)];

    private static ShapeProfile Temper(ShapeProfile measured, ShapeProfile known)
    {
        var (points, leastNs) = (new List<LatencyPoint>(), 0L);
        foreach (var point in measured.Points)
        {
            var knownNs = known.Points.FirstOrDefault(p => p.Batch == point.Batch).DurationNs;
            var isLikely = knownNs > 0 && point.DurationNs <= DisturbanceMax * knownNs;
            leastNs = Math.Max(leastNs, isLikely ? Math.Min(point.DurationNs, knownNs) : point.DurationNs);
            points.Add(new LatencyPoint(point.Batch, leastNs));
        }

        return measured with { Points = points };
    }
}
