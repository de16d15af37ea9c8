using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Profiling.Files;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Profiling.Measuring;

/// <summary>Measures one model on one lane, as a worker runs it: inputs gathered from requests, outputs reduced.</summary>
/// <param name="runtime">Loads it.</param>
/// <param name="lane">Where.</param>
/// <param name="time">For each batch size of each shape.</param>
/// <param name="say">Takes a line of progress.</param>
internal sealed class ModelMeasurement(IModelRuntime runtime, LaneOptions lane, TimeSpan time, Action<string> say)
{
    /// <summary>Goes round the sizes so often, so that what disturbs the machine for a while does not hit all runs of one size.</summary>
    private const int Rounds = 3;

    /// <summary>Stops of each kind at least, where they fit into <see cref="StopRounds"/>: as many as a worker remembers.</summary>
    private const int Stops = 32;

    private const int StopRounds = 8;

    private const double BytesPerMb = 1e6;
    private const double NsPerMs = 1e6;

    /// <summary>Measures everything.</summary>
    /// <param name="source">The model.</param>
    /// <param name="batches">Batch sizes, ascending; in place of those over the model's largest that one is measured, and it is said. Empty: 1, 2, 4 … and the largest.</param>
    /// <param name="shapes">See <see cref="GivenShapes.Requests"/>.</param>
    /// <exception cref="ModelLoadException">It cannot be loaded.</exception>
    /// <exception cref="ModelRunException">It cannot run.</exception>
    /// <exception cref="ArgumentException">Batches or shapes are none of the model's.</exception>
    public ModelProfile Measure(ModelSource source, IReadOnlyList<int> batches, IReadOnlyList<string> shapes)
    {
        var definition = source.Definition;
        var type = DeviceKind.TypeOf(lane with { Threads = definition.Config.Threads ?? lane.Threads });
        say($"{definition.Name} on {type} ({DeviceKind.Of(lane)}): loads");
        // The first time libraries come with it, and a model may have to be cut.
        runtime.Load(definition, lane).Dispose();
        var seesMemory = ResidentMemory.IsKnown && lane.Provider == LaneOptions.Cpu;
        var beforeBytes = seesMemory ? ResidentMemory.Settle() : 0;
        using var model = runtime.Load(definition, lane);
        var weightBytes = seesMemory ? Math.Max(0, ResidentMemory.Settle() - beforeBytes) : 0;
        var sizes = SizesOf(definition, batches);
        var requests = GivenShapes.Requests(model, shapes).OrderBy(r => ModelProfiler.ElementsOf(definition.Config, model.BucketOf(r))).ToList();
        var peaks = requests.Select(r => sizes.ToDictionary(s => s, s => seesMemory ? Peak(model, r, s) - beforeBytes : (long?)null)).ToList();
        var buckets = requests.Select((r, i) => Measure(model, r, sizes, peaks[i])).ToList();
        return new ModelProfile(type, DeviceKind.Of(lane), definition.Config.Threads ?? lane.Threads, ModelHash.Of(definition), DateTimeOffset.UtcNow, buckets)
        {
            Segments = model.Segments,
            Memory = seesMemory ? new MemoryFigures(Mb(weightBytes), Mb(peaks.SelectMany(p => p.Values).Max()!.Value), ResidentMemory.Method) : null,
            Stops = [.. new[] { PreemptionKind.Restart, PreemptionKind.Suspend }.Where(k => k == PreemptionKind.Restart || model.Segments > 1).Select(k => Stop(model, buckets, requests, k)).OfType<StopFigures>()],
        };
    }

    private List<int> SizesOf(ModelDefinition definition, IReadOnlyList<int> batches)
    {
        var largest = definition.Config.MaxBatch;
        var over = batches.Where(b => b > largest).ToList();
        if (over.Count > 0 && over.Count == batches.Count)
            throw new ArgumentException($"--batches: all are over the {largest} that model '{definition.Name}' takes; raise its max_batch, or give smaller ones");
        if (over.Count > 0)
            say($"--batches {string.Join(", ", over)}: over the {largest} that model '{definition.Name}' takes; {largest} is measured instead, raise its max_batch for more");
        return [.. (batches.Count > 0 ? batches : [.. ModelProfiler.Sizes(largest)]).Select(b => Math.Min(b, largest)).Distinct().Order()];
    }

    private static long Peak(ILoadedModel model, InferenceRequest request, int size)
    {
        ResidentMemory.ResetPeak();
        model.Run([.. Enumerable.Repeat(request, size)], new StopFlag()).Dispose();
        return ResidentMemory.PeakBytes();
    }

    private BucketFigures Measure(ILoadedModel model, InferenceRequest request, List<int> sizes, IReadOnlyDictionary<int, long?> peaks)
    {
        var shape = model.BucketOf(request).ToString();
        var times = sizes.Select(_ => new List<double>()).ToList();
        foreach (var size in sizes)
            model.Run([.. Enumerable.Repeat(request, size)], new StopFlag()).Dispose();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < sizes.Count; i++)
                Run(model, [.. Enumerable.Repeat(request, sizes[i])], times[i]);
        }

        var figures = sizes.Select((size, i) => Figures(size, times[i], peaks[size])).ToList();
        foreach (var figure in figures)
            say(FormattableString.Invariant($"  {shape}, batch {figure.Batch}: {figure.P50Ms:0.00} ms at the median of {figure.Runs} runs"));
        return new BucketFigures(shape, figures);
    }

    private void Run(ILoadedModel model, IReadOnlyList<InferenceRequest> batch, List<double> times)
    {
        var round = Stopwatch.GetTimestamp();
        do
        {
            var began = Stopwatch.GetTimestamp();
            model.Run(batch, new StopFlag()).Dispose();
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        while (Stopwatch.GetElapsedTime(round) < time / Rounds);
    }

    private static BatchFigures Figures(int size, List<double> times, long? peakBytes)
    {
        times.Sort();
        return new BatchFigures(size, times.Count, Quantile(times, 0.5), Quantile(times, 0.95), Quantile(times, 0.99), Math.Round(size * times.Count / times.Sum() * 1e3, 2))
        {
            PeakMb = peakBytes is { } bytes ? Mb(bytes) : null,
        };
    }

    private StopFigures? Stop(ILoadedModel model, IReadOnlyList<BucketFigures> buckets, List<InferenceRequest> requests, PreemptionKind kind)
    {
        var config = model.Definition.Config;
        var shapes = requests.Select((r, i) => new ShapeProfile(model.BucketOf(r), ModelProfiler.ElementsOf(config, model.BucketOf(r)), [.. buckets[i].Batches.Select(b => new LatencyPoint(b.Batch, (long)(b.P50Ms * NsPerMs)))])).ToList();
        var profiler = new StopProfiler(TimeProvider.System, NullLogger<StopProfiler>.Instance);
        var (stops, exitPoints, stateBytes) = (new List<MeasuredStop>(), 0, 0L);
        for (var round = 0; round < StopRounds && stops.Count < Stops; round++)
        {
            if (profiler.Measure(model, shapes, kind) is not { } found)
                continue;
            stops.AddRange(found.Stops);
            (exitPoints, stateBytes) = (found.ExitPoints, Math.Max(stateBytes, found.StateBytes));
        }

        if (stops.Count == 0)
            return null;
        List<double> delays = [.. stops.Select(s => Ms(s.DelayNs))];
        List<double> ascending = [.. delays.Order()];
        say(FormattableString.Invariant($"  {KnownProfile.Text(kind)}: free {Quantile(ascending, 0.5):0.00} ms after the exit point at the median of {delays.Count} stops"));
        return new StopFigures(KnownProfile.Text(kind), exitPoints, Ms(stops[0].TotalNs), Quantile(ascending, 0.5), Quantile(ascending, 0.99), stateBytes / 1e3, delays);
    }

    /// <summary>By nearest rank, in microseconds.</summary>
    private static double Quantile(List<double> ascending, double share) => Math.Max(0.001, Math.Round(ascending[Math.Clamp((int)Math.Ceiling(share * ascending.Count) - 1, 0, ascending.Count - 1)], 3));

    private static double Ms(long ns) => Math.Round(ns / NsPerMs, 3);

    private static double Mb(long bytes) => Math.Round(bytes / BytesPerMb, 2);
}
