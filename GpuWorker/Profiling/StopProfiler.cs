using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Profiling;

/// <summary>Stops a warm model's batches at places spread over their run, so that the policy knows what a preemption costs from the first one on. What is stopped later corrects it.</summary>
internal sealed partial class StopProfiler(TimeProvider time, ILogger<StopProfiler> logger)
{
    /// <summary>For one model. A worker is ready so much later for each of its models at most, and one run that was under way.</summary>
    public static readonly TimeSpan TimeMax = TimeSpan.FromMilliseconds(500);

    /// <summary>A batch that is longer is not stopped here: few of its stops would fit.</summary>
    private const long RunNsMax = 200_000_000;

    private const long NsPerTick = 100;

    /// <summary>Shares of the run, the middle first, since there may be no time for all: operators differ along a graph.</summary>
    private static readonly double[] Places = [0.5, 0.25, 0.75, 0.125, 0.625, 0.375, 0.875, 0.0625];

    /// <summary>Runs and stops batches on the calling thread, which must be the only one that runs the model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="profiles">How long its batches run.</param>
    /// <param name="kind">How they are to stop: to be suspended they go on to the end of a segment.</param>
    /// <returns>Null where nothing could be stopped, as of a model that is done before the stop comes.</returns>
    public StopProfile? Measure(ILoadedModel model, IReadOnlyList<ShapeProfile> profiles, PreemptionKind kind)
    {
        if (profiles.Count == 0)
            return null;
        var (shape, size, totalNs) = Choose(profiles);
        var batch = Enumerable.Repeat(WarmUpRequests.Blank(model.Definition.Config, ToRun(model.Definition.Config, shape)), size).ToList();
        var exitPoints = kind == PreemptionKind.Suspend && model.Segments > 1 ? model.Segments : 0;
        var (stops, stateBytes) = (new List<MeasuredStop>(), 0L);
        var start = time.GetTimestamp();
        try
        {
            foreach (var place in Places)
            {
                if (time.GetElapsedTime(start) >= TimeMax)
                    break;
                if (Stop(model, batch, totalNs, place, exitPoints, ref stateBytes) is { } stop)
                    stops.Add(stop);
            }
        }
        catch (ModelRunException fault)
        {
            // The model ran before; requests that fail like this will say so.
            LogFailed(model.Definition.Name, fault.Message);
        }

        if (stops.Count == 0)
            return null;
        LogMeasured(model.Definition.Name, size, totalNs / 1e6, stops.Count, stops.Max(s => s.DelayNs) / 1e6, stateBytes);
        return new StopProfile(exitPoints, stops, stateBytes);
    }

    /// <summary>The longest batch that is not too long: the share of a stop that its thread takes to wake is least there.</summary>
    private static (BucketKey Shape, int Batch, long TotalNs) Choose(IReadOnlyList<ShapeProfile> profiles)
    {
        var all = profiles.SelectMany(p => p.Points.Select(point => (p.Bucket, point.Batch, point.DurationNs))).OrderBy(p => p.DurationNs).ToList();
        return all.Any(p => p.DurationNs <= RunNsMax) ? all.Last(p => p.DurationNs <= RunNsMax) : all[0];
    }

    private static WarmUpRun ToRun(ModelConfig config, BucketKey shape)
    {
        var (extents, next) = (new List<long[]>(), 0);
        foreach (var input in config.Inputs)
        {
            extents.Add(shape.Extents.Slice(next, input.Axes.Count).ToArray());
            next += input.Axes.Count;
        }

        return new WarmUpRun(1, extents);
    }

    private MeasuredStop? Stop(ILoadedModel model, IReadOnlyList<InferenceRequest> batch, long totalNs, double place, int exitPoints, ref long stateBytes)
    {
        var (flag, raised) = (new StopFlag(), 0L);
        using var run = model.Begin(batch);
        var began = time.GetTimestamp();
        void Raise(object? state)
        {
            Volatile.Write(ref raised, time.GetTimestamp());
            flag.Request(abandon: exitPoints == 0);
        }

        using var timer = time.CreateTimer(Raise, null, TimeSpan.FromTicks((long)(totalNs * place / NsPerTick)), Timeout.InfiniteTimeSpan);
        try
        {
            run.Continue(flag).Dispose();
            return null;
        }
        catch (BatchStoppedException)
        {
            var freeNs = ElapsedNs(began, time.GetTimestamp());
            var exitNs = ExitPoint.NextNs(ElapsedNs(began, Volatile.Read(ref raised)), 0, totalNs, totalNs, exitPoints);
            if (exitPoints > 0 && run.CanResume)
                stateBytes = Math.Max(stateBytes, (run.StateBytes + batch.Count - 1) / batch.Count);
            return new MeasuredStop(totalNs, Math.Max(0, freeNs - exitNs));
        }
    }

    private long ElapsedNs(long from, long to) => time.GetElapsedTime(from, to).Ticks * NsPerTick;

    [LoggerMessage(1, LogLevel.Information, "Model {Model}: a batch of {Batch} ({TotalMs:0.0} ms) was stopped {Stops} times; its device was free at most {DelayMs:0.00} ms past the exit point; {StateBytes} bytes of state per request")]
    private partial void LogMeasured(string model, int batch, double totalMs, int stops, double delayMs, long stateBytes);

    [LoggerMessage(2, LogLevel.Warning, "Model {Model}: a batch failed while stops were measured: {Reason}")]
    private partial void LogFailed(string model, string reason);
}
