using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Profiling;

/// <summary>
/// Measures how long a warm model's batches run, so that the policy knows it from the first request on: batch sizes 1, 2, 4 ... and the largest, of the smallest shape, the largest that
/// requests are padded to, and those of the configured warm-up.
/// </summary>
internal sealed partial class ModelProfiler(TimeProvider time, ILogger<ModelProfiler> logger)
{
    /// <summary>For one shape: all runs of four sizes where a batch takes up to 30 ms; of slower models the ends come first.</summary>
    public static readonly TimeSpan ShapeTimeMax = TimeSpan.FromMilliseconds(500);

    /// <summary>The same beside a model that serves: what is measured is disturbed anyway, and so is what serves.</summary>
    public static readonly TimeSpan BriefShapeTimeMax = TimeSpan.FromMilliseconds(150);

    /// <summary>For one model: three shapes. A worker is ready so much later for each of its models at most, and one run that was under way.</summary>
    public static readonly TimeSpan ModelTimeMax = 3 * ShapeTimeMax;

    /// <summary>Of each size: one to warm it up, and as many as tell a hiccup from the rule.</summary>
    private const int Runs = 4;

    /// <summary>One to warm it up and one that counts.</summary>
    private const int BriefRuns = 2;

    private const long NsPerTick = 100;

    /// <summary>Runs batches on the calling thread, which must be the only one that runs the model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="isBrief">As few runs as tell anything, since another version serves meanwhile.</param>
    /// <returns>Shapes that were measured; none where the very first run failed.</returns>
    public IReadOnlyList<ShapeProfile> Measure(ILoadedModel model, bool isBrief = false)
    {
        var shapeTimeMax = isBrief ? BriefShapeTimeMax : ShapeTimeMax;
        var profiles = new List<ShapeProfile>();
        var start = time.GetTimestamp();
        foreach (var request in Shapes(model))
        {
            var left = ModelTimeMax - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
                break;
            if ((FromKnown(model) ?? Measure(model, request, isBrief ? BriefRuns : Runs, left < shapeTimeMax ? left : shapeTimeMax)) is { Count: > 0 } points)
                profiles.Add(ToProfile(model, request, points));
        }

        LogMeasured(model.Definition.Name, string.Join("; ", profiles), string.Join(", ", profiles.Select(profile => Math.Min(EfficientBatch.Of(profile), model.Definition.Config.MaxBatch))), time.GetElapsedTime(start).TotalMilliseconds);
        return profiles;
    }

    /// <summary>What an item of a bucket weighs.</summary>
    public static long ElementsOf(ModelConfig config, BucketKey bucket)
    {
        var (sum, next) = (0L, 0);
        foreach (var input in config.Inputs)
        {
            var product = 1L;
            for (var axis = 0; axis < input.Axes.Count; axis++)
                product *= bucket.Extents[next++];
            sum += product;
        }

        return sum;
    }

    private static ShapeProfile ToProfile(ILoadedModel model, InferenceRequest request, IReadOnlyList<LatencyPoint> points)
    {
        var bucket = model.BucketOf(request);
        return new ShapeProfile(bucket, ElementsOf(model.Definition.Config, bucket), points);
    }

    /// <summary>One request per shape bucket, the ends first.</summary>
    internal static IEnumerable<InferenceRequest> Shapes(ILoadedModel model)
    {
        var config = model.Definition.Config;
        IEnumerable<long[][]> extents =
        [
            [.. config.Inputs.Select(input => input.SmallestExtents())],
            [.. config.Inputs.Select(input => input.LargestExtents())],
            .. config.WarmUp.Select(run => run.Extents.ToArray()),
        ];
        return extents.Select(shape => WarmUpRequests.Blank(config, new WarmUpRun(1, shape)))
            .Where(request => model.FindFault(request) is null)
            .DistinctBy(model.BucketOf);
    }

    private static IReadOnlyList<LatencyPoint>? FromKnown(ILoadedModel model) =>
        model.KnownLatency is { } known ? [.. Sizes(model.Definition.Config.MaxBatch).Order().Select(size => new LatencyPoint(size, known.EstimateNs(bucket: 0, size)))] : null;

    private IReadOnlyList<LatencyPoint> Measure(ILoadedModel model, InferenceRequest request, int runs, TimeSpan limit)
    {
        var sizes = Sizes(model.Definition.Config.MaxBatch).Select(size => new SizeTimes(size)).ToList();
        try
        {
            Run(model, request, sizes, runs, limit);
        }
        catch (ModelRunException fault)
        {
            // What ran is known; requests of this shape will say the same.
            LogFailed(model.Definition.Name, model.BucketOf(request), fault.Message);
        }

        return SizeTimes.ToPoints(sizes);
    }

    /// <summary>Goes round the sizes, so that what disturbs the machine for a while does not hit all runs of one size.</summary>
    private void Run(ILoadedModel model, InferenceRequest request, List<SizeTimes> sizes, int runs, TimeSpan limit)
    {
        var start = time.GetTimestamp();
        for (var round = 1; round < runs; round++)
        {
            foreach (var size in sizes)
            {
                var batch = Enumerable.Repeat(request, size.Batch).ToList();
                while (size.Count <= round)
                {
                    if (time.GetElapsedTime(start) >= limit)
                        return;
                    var began = time.GetTimestamp();
                    model.Run(batch, new StopFlag()).Dispose();
                    size.Add(time.GetElapsedTime(began).Ticks * NsPerTick);
                }
            }
        }
    }

    /// <summary>The ends first: between them estimates are lines.</summary>
    internal static IEnumerable<int> Sizes(int maxBatch)
    {
        yield return 1;
        if (maxBatch > 1)
            yield return maxBatch;
        for (var size = 2; size < maxBatch; size *= 2)
            yield return size;
    }

    [LoggerMessage(1, LogLevel.Information, "Model {Model} is measured, batch size: ms for each shape: {Profiles}; largest batches worth running: {MaxBatches}; it took {ElapsedMs:0} ms")]
    private partial void LogMeasured(string model, string profiles, string maxBatches, double elapsedMs);

    [LoggerMessage(2, LogLevel.Warning, "Model {Model}: a batch of shape {Shape} failed while it was measured: {Reason}")]
    private partial void LogFailed(string model, BucketKey shape, string reason);
}
