using System.Collections.Concurrent;
using System.Diagnostics;
using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Runtimes.Onnx;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Benchmarks;

/// <summary>Stops batches at random instants of their run, one thread deciding and one running, as in a worker.</summary>
public static class StopBenchmark
{
    /// <summary>Whole runs that are timed; the first ones build what later ones find built.</summary>
    private const int WholeRuns = 5;

    /// <summary>Stops are spread over this share of the run: later ones would mostly come after its end.</summary>
    private const double StopBefore = 0.9;

    /// <summary>How much of a wait is spun, since a sleeping thread wakes a millisecond late or more.</summary>
    private const long SpunNs = 2_000_000;

    /// <summary>Measures every model that loads, at batch sizes 1, 2, 4 ... and its largest: restarts of all, suspensions of those in segments.</summary>
    /// <param name="models">Model repository.</param>
    /// <param name="threads">CPU threads per run.</param>
    /// <param name="stops">Stops per model and batch size.</param>
    /// <param name="seed">Of the instants.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such repository.</exception>
    /// <exception cref="InvalidOperationException">No model of it can be loaded; the message says why.</exception>
    public static IReadOnlyList<StopDelays> Run(string models, int threads, int stops, int seed)
    {
        var loaded = ModelLoader.Load(ModelRepository.Scan(models), [new OnnxRuntime()], [new LaneOptions(threads)]);
        try
        {
            if (loaded.Models.Count == 0)
                throw new InvalidOperationException($"model repository {models}: no model can be loaded: {string.Join("; ", loaded.Refused.Select(r => r.Reason))}");
            var random = new Random(seed);
            return
            [
                .. from onLane in loaded.Models
                   from kind in Kinds(onLane[0])
                   from size in Sizes(onLane[0].Definition.Config.MaxBatch)
                   select Measure(onLane[0], kind, size, stops, random),
            ];
        }
        finally
        {
            foreach (var model in loaded.Models)
                model[0].Dispose();
        }
    }

    private static PreemptionKind[] Kinds(ILoadedModel model) => model.Segments > 1 ? [PreemptionKind.Restart, PreemptionKind.Suspend] : [PreemptionKind.Restart];

    private static IEnumerable<int> Sizes(int maxBatch)
    {
        for (var size = 1; size < maxBatch; size *= 2)
            yield return size;
        yield return maxBatch;
    }

    private static StopDelays Measure(ILoadedModel model, PreemptionKind kind, int size, int stops, Random random)
    {
        var config = model.Definition.Config;
        var shape = config.WarmUp is [.., var last] ? last : new WarmUpRun(1, [.. config.Inputs.Select(input => input.LargestExtents())]);
        var request = WarmUpRequests.Blank(config, shape);
        var batch = Enumerable.Repeat(request, size).ToList();
        var runNs = Median(Enumerable.Range(0, WholeRuns).Select(_ => Time(() => model.Run(batch, new StopFlag()).Dispose())));
        using var inbox = new BlockingCollection<StopFlag>();
        using var events = new BlockingCollection<bool>();
        var lane = new Thread(() => RunAll(model, batch, inbox, events)) { IsBackground = true, Name = "lane" };
        lane.Start();
        var delays = new List<long>();
        for (var i = 0; i < stops; i++)
        {
            if (Stop(inbox, events, kind, (long)(runNs * StopBefore * random.NextDouble())) is { } delayNs)
                delays.Add(delayNs);
        }

        inbox.CompleteAdding();
        lane.Join();
        delays.Sort();
        return new StopDelays(model.Definition.Name, model.BucketOf(request).ToString(), kind, size, runNs, delays);
    }

    /// <summary>The lane's thread: tells of each run whether it was stopped.</summary>
    private static void RunAll(ILoadedModel model, IReadOnlyList<InferenceRequest> batch, BlockingCollection<StopFlag> inbox, BlockingCollection<bool> events)
    {
        foreach (var flag in inbox.GetConsumingEnumerable())
        {
            var isStopped = false;
            try
            {
                model.Run(batch, flag).Dispose();
            }
            catch (BatchStoppedException)
            {
                isStopped = true;
            }

            events.Add(isStopped);
        }
    }

    /// <summary>The scheduler's thread: one run, stopped after a while. Null where it ended first.</summary>
    private static long? Stop(BlockingCollection<StopFlag> inbox, BlockingCollection<bool> events, PreemptionKind kind, long afterNs)
    {
        var flag = new StopFlag();
        var began = Stopwatch.GetTimestamp();
        inbox.Add(flag);
        if (afterNs > SpunNs)
            Thread.Sleep(TimeSpan.FromTicks((afterNs - SpunNs) / 100));
        while (NsSince(began) < afterNs)
            Thread.SpinWait(20);
        var decided = Stopwatch.GetTimestamp();
        flag.Request(abandon: kind == PreemptionKind.Restart);
        var isStopped = events.Take();
        return isStopped ? NsSince(decided) : null;
    }

    private static long Time(Action run)
    {
        var began = Stopwatch.GetTimestamp();
        run();
        return NsSince(began);
    }

    private static long Median(IEnumerable<long> times) => times.Order().ElementAt(WholeRuns / 2);

    private static long NsSince(long began) => Stopwatch.GetElapsedTime(began).Ticks * 100;
}
